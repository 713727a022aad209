#include "row_sums.h"

#include <string.h>

#include "dispatch.h"

#pragma clang fp contract(off)

#define INLINE static inline __attribute__((always_inline))

#define REAL float
#define NAME(NAME) NAME##_f32
#include "row_sums_body.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(NAME) NAME##_f64
#include "row_sums_body.h"
