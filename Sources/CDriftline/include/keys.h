// Doubles as integers in the same order: the sign bit set for values from 0 up, every bit flipped
// below 0. -0.0 has the key of 0.0.
#ifndef DRIFTLINE_KEYS_H
#define DRIFTLINE_KEYS_H

#include "annotations.h"

/// For every value that is not NaN and whose key lies in [base, base + (buckets << shift)):
/// one more in bucket (key - base) >> shift. The counts go to four tables of `buckets` counters
/// one after another, so that equal neighbours do not wait for each other; their sums are the
/// counts.
/// shift < 64, n < 2^32, buckets < 2^63. n = 0: values may be null.
void driftline_key_histogram(const double *_Nullable values DRIFTLINE_NOESCAPE, size_t n,
                             uint64_t base, unsigned shift, size_t buckets,
                             uint32_t *_Nonnull counts DRIFTLINE_NOESCAPE);

/// Copies the values x with lows[r] <= x <= highs[r] for some r to destination, in order; returns
/// how many. NaN lies in no range. Destination has n places (all may be overwritten) and overlaps
/// nothing. n = 0: pointers may be null.
size_t driftline_collect(const double *_Nullable values DRIFTLINE_NOESCAPE, size_t n,
                         const double *_Nullable lows DRIFTLINE_NOESCAPE,
                         const double *_Nullable highs DRIFTLINE_NOESCAPE, size_t ranges,
                         double *_Nullable destination DRIFTLINE_NOESCAPE);

#endif
