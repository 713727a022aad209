#include "nearest.h"

#include <math.h>
#include <string.h>

#include "dispatch.h"

#pragma clang fp contract(off)

#define INLINE static inline __attribute__((always_inline))

#define REAL float
#define INDEX uint32_t
#define SIGNED int32_t
#define NAME(NAME) NAME##_f32
#include "nearest_body.h"
#undef REAL
#undef INDEX
#undef SIGNED
#undef NAME

#define REAL double
#define INDEX uint64_t
#define SIGNED int64_t
#define NAME(NAME) NAME##_f64
#include "nearest_body.h"
