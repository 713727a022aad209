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

/// Counts and copies the values in brackets: edges holds low and high of each, low <= high < the next
/// low. Adds to above[2 r] the number of values >= low r, to above[2 r + 1] that of values > high r,
/// and to *missing that of NaN, which lies in no bracket. Copies the values low r <= x <= high r, of
/// any r, to destination, in order; returns how many. Destination has n places (all may be
/// overwritten) and overlaps nothing. n = 0: pointers may be null.
size_t driftline_collect(const double *_Nullable values DRIFTLINE_NOESCAPE, size_t n,
                         const double *_Nullable edges DRIFTLINE_NOESCAPE, size_t brackets,
                         int64_t *_Nullable above DRIFTLINE_NOESCAPE,
                         int64_t *_Nonnull missing DRIFTLINE_NOESCAPE,
                         double *_Nullable destination DRIFTLINE_NOESCAPE);

#endif
