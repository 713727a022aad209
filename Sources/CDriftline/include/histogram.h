// Counting values between bin edges.
#ifndef DRIFTLINE_HISTOGRAM_H
#define DRIFTLINE_HISTOGRAM_H

#include "annotations.h"

/// above[k] += how many of values[0..<n] lie beyond edges[k]: x > edge where closed_right, else
/// x >= edge. Returns how many are NaN, which lie beyond nothing. Edges in any order, none NaN.
/// Compares every value with every edge: for few edges. n = 0 or edge_count = 0: pointers may be
/// null. above must not overlap the inputs.
int64_t driftline_count_beyond(const double *_Nullable values DRIFTLINE_NOESCAPE, size_t n,
                               const double *_Nullable edges DRIFTLINE_NOESCAPE,
                               size_t edge_count, int closed_right,
                               int64_t *_Nullable above DRIFTLINE_NOESCAPE);

/// bins[i] = how many edges values[i] lies beyond (as above), edges ascending; edge_count + 1
/// for NaN. Compares with every edge where they are few, else bisects. edge_count < 2^31.
/// n = 0: pointers may be null.
void driftline_bins(const double *_Nullable values DRIFTLINE_NOESCAPE, size_t n,
                    const double *_Nullable edges DRIFTLINE_NOESCAPE, size_t edge_count,
                    int closed_right, uint32_t *_Nullable bins DRIFTLINE_NOESCAPE);

/// The same for bin_count >= 1 bins of equal width, closed left: edges[0...bin_count] ascending and
/// finite, scale = bin_count / (last - first), finite. bins[i] is the bin found by arithmetic and
/// moved by at most one to agree with the edges; values outside fall into the outer bins;
/// bin_count for NaN.
void driftline_bins_equal_width(const double *_Nullable values DRIFTLINE_NOESCAPE, size_t n,
                                const double *_Nonnull edges DRIFTLINE_NOESCAPE,
                                size_t bin_count, double scale,
                                uint32_t *_Nullable bins DRIFTLINE_NOESCAPE);

/// counts[bins[i]] += 1 for all i, through four tables of bin_count counters one after another in
/// counts (so that equal neighbours do not wait for each other); their sums are the counts.
void driftline_count_bins(const uint32_t *_Nullable bins DRIFTLINE_NOESCAPE, size_t n,
                          size_t bin_count, int64_t *_Nonnull counts DRIFTLINE_NOESCAPE);

#endif
