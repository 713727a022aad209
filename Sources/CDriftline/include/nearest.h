// The nearest of some vectors, from a block of products.
#ifndef DRIFTLINE_NEAREST_H
#define DRIFTLINE_NEAREST_H

#include "annotations.h"

/// indices[i] = the j with the greatest products[i * vector_count + j] - half_norms[j], the least j
/// of equal ones: where half_norms[j] is |v_j|^2 / 2, the vector nearest to row i. scores[i] is that
/// greatest value; scores may be null. NaN never wins: where no score is over -inf the index is -1,
/// the score -inf. Same on every instruction set. count = 0: pointers may be null.
void driftline_nearest_f32(const float *_Nullable products DRIFTLINE_NOESCAPE, size_t count,
                           size_t vector_count,
                           const float *_Nullable half_norms DRIFTLINE_NOESCAPE,
                           int32_t *_Nullable indices DRIFTLINE_NOESCAPE,
                           float *_Nullable scores DRIFTLINE_NOESCAPE);

/// The same of doubles.
void driftline_nearest_f64(const double *_Nullable products DRIFTLINE_NOESCAPE, size_t count,
                           size_t vector_count,
                           const double *_Nullable half_norms DRIFTLINE_NOESCAPE,
                           int32_t *_Nullable indices DRIFTLINE_NOESCAPE,
                           double *_Nullable scores DRIFTLINE_NOESCAPE);

#endif
