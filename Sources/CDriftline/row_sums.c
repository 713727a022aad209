#include "row_sums.h"

#include <string.h>

#include "dispatch.h"

#pragma clang fp contract(off)

// Columns at a time: the sums of a few clusters stay in the first-level cache. And rows at a time, to
// which the next columns come back: they stay in the second-level cache.
enum { COLUMNS = 128, ROWS = 32 };

#define INLINE static inline __attribute__((always_inline))

#define REAL float
#define NAME(NAME) NAME##_f32
#include "row_sums_body.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(NAME) NAME##_f64
#include "row_sums_body.h"
