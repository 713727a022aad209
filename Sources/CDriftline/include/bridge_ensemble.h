// Weighted sums over an ensemble of Brownian bridges.
#ifndef DRIFTLINE_BRIDGE_ENSEMBLE_H
#define DRIFTLINE_BRIDGE_ENSEMBLE_H

#include "annotations.h"

// Paths that lie side by side in an ensemble.
enum { DRIFTLINE_PATHS_PER_TILE = 64 };

// For every path r: level[r] = sum over k of weights[k] B_r(k), and size[r] the same of |B_r(k)|.
//
// The ensemble is tiles x points x DRIFTLINE_PATHS_PER_TILE floats; level and size hold tiles x
// DRIFTLINE_PATHS_PER_TILE. Buffers do not overlap. points = 0 gives zeros. Sums run over k in order,
// in float, so they are the same on every machine.
void driftline_bridge_ensemble_sums(const float *ensemble DRIFTLINE_NOESCAPE,
                                    const float *weights DRIFTLINE_NOESCAPE, size_t tiles,
                                    size_t points, float *level DRIFTLINE_NOESCAPE,
                                    float *size DRIFTLINE_NOESCAPE);

#endif
