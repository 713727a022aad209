// Counting and keeping the values in a few stretches of the number line.
#ifndef DRIFTLINE_BRACKETS_H
#define DRIFTLINE_BRACKETS_H

#include "annotations.h"

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
