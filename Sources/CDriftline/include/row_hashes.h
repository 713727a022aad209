// A 64-bit hash of the content of each row.
#ifndef DRIFTLINE_ROW_HASHES_H
#define DRIFTLINE_ROW_HASHES_H

#include "annotations.h"

/// hashes[i] is a hash of rows[i][0..<dimensions], -0 as +0: rows of floats and rows of doubles that
/// are equal to them have one hash. Columns that change places change it. The hash of a
/// row with NaN depends on which NaN. Not for use against someone who wants collisions.
///
/// Sixteen values w at a time, each with a key that depends on its column and on the seed, go to
/// eight sums of 64 bits:
///   sum[l] += (w[2l] + key[2l]) * (w[2l+1] + key[2l+1]) + (w[2l+1], w[2l])
/// a product of 32 by 32 bits (NH of Black et al. 1999), and the words themselves with their places
/// changed, so that a factor of 0 does not hide the other. At the end the sums are multiplied in
/// pairs to 128 bits, both halves taken, and mixed. Same bits on every instruction set.
/// count = 0 or dimensions = 0: rows may be null.
void driftline_row_hashes_f32(const float *_Nullable rows DRIFTLINE_NOESCAPE, size_t count,
                              size_t dimensions, uint64_t seed,
                              uint64_t *_Nullable hashes DRIFTLINE_NOESCAPE);

/// The same of doubles: of the floats they round to, and of what rounding takes where it takes
/// anything.
void driftline_row_hashes_f64(const double *_Nullable rows DRIFTLINE_NOESCAPE, size_t count,
                              size_t dimensions, uint64_t seed,
                              uint64_t *_Nullable hashes DRIFTLINE_NOESCAPE);

#endif
