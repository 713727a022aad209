#include "row_products.h"

#include <math.h>
#include <string.h>

#include "dispatch.h"

// Fused multiply-add is asked for by name, where it is wanted: left to contract, the compiler fuses
// in one tile and not in its neighbour, and a row's bits would depend on where it stands.
#pragma clang fp contract(off)

#define INLINE static inline __attribute__((always_inline))

// Rows of a tile, and vectors at a time: with the norms, 4 * (5 + 1) sums in registers.
enum { ROWS = 4, VECTORS = 5 };

#define REAL float
#define NAME(NAME) NAME##_f32
#include "row_products_body.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(NAME) NAME##_f64
#include "row_products_body.h"
