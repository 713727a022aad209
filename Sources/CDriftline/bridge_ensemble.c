#include "bridge_ensemble.h"

#include "dispatch.h"

DRIFTLINE_CLONES
void driftline_bridge_ensemble_sums(const float *ensemble, const float *weights, size_t tiles,
                                    size_t points, float *level, float *size) {
#pragma clang fp contract(off)
  for (size_t tile = 0; tile < tiles; tile++) {
    float signed_sum[DRIFTLINE_PATHS_PER_TILE] = {0};
    float absolute_sum[DRIFTLINE_PATHS_PER_TILE] = {0};
    for (size_t k = 0; k < points; k++) {
      const float *values = ensemble + (tile * points + k) * DRIFTLINE_PATHS_PER_TILE;
      const float weight = weights[k];
      for (size_t lane = 0; lane < DRIFTLINE_PATHS_PER_TILE; lane++) {
        const float term = weight * values[lane];
        signed_sum[lane] += term;
        absolute_sum[lane] += __builtin_fabsf(term);
      }
    }
    for (size_t lane = 0; lane < DRIFTLINE_PATHS_PER_TILE; lane++) {
      level[tile * DRIFTLINE_PATHS_PER_TILE + lane] = signed_sum[lane];
      size[tile * DRIFTLINE_PATHS_PER_TILE + lane] = absolute_sum[lane];
    }
  }
}
