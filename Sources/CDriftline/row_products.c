#include "row_products.h"

#include <math.h>
#include <string.h>

// Chosen in the call, not by target_clones: without fused multiply-add there is a loop for each
// lane's call of fma, not a million bytes of them unrolled.
#if defined(__x86_64__) && defined(__linux__)
#define DRIFTLINE_LEVELS 1
// By feature: told arch=x86-64-v4, clang takes registers of half the size.
#define DRIFTLINE_V4 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,bmi,bmi2")))
#define DRIFTLINE_V3 __attribute__((target("avx2,fma,bmi,bmi2")))
#else
#define DRIFTLINE_LEVELS 0
#endif

// Fused multiply-add is asked for by name, where it is wanted: left to contract, the compiler fuses
// in one tile and not in its neighbour, and a row's bits would depend on where it stands.
#pragma clang fp contract(off)

#define INLINE static inline __attribute__((always_inline))

// Rows of a tile, and vectors at a time, with the norms or without: 24 sums in registers. The rows
// that are fetched begin AHEAD of the tile's.
enum { ROWS = 4, FIRST_VECTORS = 5, VECTORS = 6, AHEAD = 4 };

#define REAL float
#define NAME(NAME) NAME##_f32
#include "row_products_body.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(NAME) NAME##_f64
#include "row_products_body.h"
