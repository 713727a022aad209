// Where a weighted integral of abs(bridge) reaches a level, along one direction of each path.
#ifndef DRIFTLINE_BRIDGE_ROOTS_H
#define DRIFTLINE_BRIDGE_ROOTS_H

#include "annotations.h"

// How many paths are worked on side by side.
enum { DRIFTLINE_ROOTS_LANES = 32 };

// For each path r the two ends of { z : T(z) <= level }, T(z) = sum over c of
// weights[c] abs(paths[columns[c] stride + r] + slopes[c] (z - share)), where share, the path's own
// part of the direction, is sum over c of weights[c] paths[...] / spread. With
// spread = sum of weights[c] slopes[c] > 0, T(z) >= spread abs(z), so that Newton's method on the
// convex T comes from +-level / spread without passing an end; `rounds` steps are made.
//
// columns, weights, slopes: count. members: a multiple of DRIFTLINE_ROOTS_LANES, <= stride. upper,
// lower: members floats, overwritten; where T stays over the level upper <= lower, about. Nothing
// aliases. Finite inputs only; count = 0 is not allowed. No return code.
void driftline_bridge_roots(
    const float *_Nonnull paths DRIFTLINE_NOESCAPE, size_t stride,
    const int32_t *_Nonnull columns DRIFTLINE_NOESCAPE,
    const float *_Nonnull weights DRIFTLINE_NOESCAPE,
    const float *_Nonnull slopes DRIFTLINE_NOESCAPE,
    size_t count, float spread, float level, int rounds, float *_Nonnull upper DRIFTLINE_NOESCAPE,
    float *_Nonnull lower DRIFTLINE_NOESCAPE, size_t members);

#endif
