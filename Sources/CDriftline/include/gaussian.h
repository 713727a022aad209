// The Gaussian kernel of a block of products.
#ifndef DRIFTLINE_GAUSSIAN_H
#define DRIFTLINE_GAUSSIAN_H

#include "annotations.h"

/// In place, for row i and column j of products, rows `stride` apart:
///   p = exp(-gamma * max(0, row_norms[i] + column_norms[j] - 2 p))
/// gamma >= 0. exp is our own, within 2 units in the last place (f32), 1e-15 (f64); a value under
/// the least normal number is 0. NaN stays NaN. Same bits on every instruction set, wherever in a
/// row a value stands. rows or columns = 0: nothing is written, pointers may be null.
void driftline_gaussian_f32(float *_Nullable products DRIFTLINE_NOESCAPE, size_t rows,
                            size_t columns, size_t stride,
                            const float *_Nullable row_norms DRIFTLINE_NOESCAPE,
                            const float *_Nullable column_norms DRIFTLINE_NOESCAPE, float gamma);

/// The same of doubles.
void driftline_gaussian_f64(double *_Nullable products DRIFTLINE_NOESCAPE, size_t rows,
                            size_t columns, size_t stride,
                            const double *_Nullable row_norms DRIFTLINE_NOESCAPE,
                            const double *_Nullable column_norms DRIFTLINE_NOESCAPE,
                            double gamma);

#endif
