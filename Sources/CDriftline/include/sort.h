// Steps of sorting that the vector sort of CSort does not do.
#ifndef DRIFTLINE_SORT_H
#define DRIFTLINE_SORT_H

#include "annotations.h"

/// Reorders values[0..<n] in place: first those under the pivot (x < pivot, or x <= pivot where
/// inclusive), then the others; returns how many are under it. No NaN. Deterministic, not stable.
/// n = 0: values may be null.
size_t driftline_partition(double *_Nullable values DRIFTLINE_NOESCAPE, size_t n, double pivot,
                           int inclusive);

/// How many of values[0..<n] are +inf and how many -inf. n = 0: values may be null.
void driftline_count_infinities(const double *_Nullable values DRIFTLINE_NOESCAPE, size_t n,
                                int64_t *_Nonnull positive DRIFTLINE_NOESCAPE,
                                int64_t *_Nonnull negative DRIFTLINE_NOESCAPE);

/// Moves the finite values among values[0..<n] to the front, in order, and returns how many they
/// are; the places behind them hold nothing of use. n = 0: values may be null.
size_t driftline_keep_finite(double *_Nullable values DRIFTLINE_NOESCAPE, size_t n);

/// Sorts the pairs (values[i], weights[i]) by value, ascending and stable, by a radix sort of eight
/// bits a pass; passes in which all values agree are skipped. -0.0 becomes 0.0; no NaN. Both
/// scratch arrays have n places, overlap nothing and are overwritten. n < 2^32. n = 0: pointers
/// may be null.
void driftline_sort_pairs(double *_Nullable values DRIFTLINE_NOESCAPE,
                          double *_Nullable weights DRIFTLINE_NOESCAPE,
                          double *_Nullable scratch_values DRIFTLINE_NOESCAPE,
                          double *_Nullable scratch_weights DRIFTLINE_NOESCAPE, size_t n);

#endif
