// Norms of rows and their products with a few vectors, in one pass over the rows.
#ifndef DRIFTLINE_ROW_PRODUCTS_H
#define DRIFTLINE_ROW_PRODUCTS_H

#include "annotations.h"

/// For each of the `count` rows x_i of rows[count][dimensions], with s = shift, or 0 where it is
/// null:
///   norms[i] = |x_i - s|^2        products[i * vector_count + j] = (x_i - s) . vectors[j]
/// x - s is rounded to the rows' type, and sums are kept in lanes of that type, one 64-byte
/// register wide, with fused multiply-add, folded in halves. A row's results depend on nothing but
/// that row, and so not on how many rows a call has; they have the same bits on every instruction
/// set (one without fused multiply-add computes it, slowly).
/// A row with a NaN or an infinity has a norm that is not finite. Floats whose squares overflow are
/// squared in double, so that their norm is finite; their products may not be.
/// count = 0 or dimensions = 0: rows may be null. vector_count = 0: vectors and products may be
/// null. No buffer overlaps norms or products.
void driftline_row_products_f32(const float *_Nullable rows DRIFTLINE_NOESCAPE, size_t count,
                                size_t dimensions, const float *_Nullable shift DRIFTLINE_NOESCAPE,
                                const float *_Nullable vectors DRIFTLINE_NOESCAPE,
                                size_t vector_count, double *_Nullable norms DRIFTLINE_NOESCAPE,
                                float *_Nullable products DRIFTLINE_NOESCAPE);

/// The same of doubles; a norm over the largest double is infinite.
void driftline_row_products_f64(const double *_Nullable rows DRIFTLINE_NOESCAPE, size_t count,
                                size_t dimensions,
                                const double *_Nullable shift DRIFTLINE_NOESCAPE,
                                const double *_Nullable vectors DRIFTLINE_NOESCAPE,
                                size_t vector_count, double *_Nullable norms DRIFTLINE_NOESCAPE,
                                double *_Nullable products DRIFTLINE_NOESCAPE);

#endif
