#include "bridge_roots.h"

#include <math.h>

#include "dispatch.h"

enum { LANES = DRIFTLINE_ROOTS_LANES };

DRIFTLINE_CLONES
void driftline_bridge_roots(
    const float *paths, size_t stride, const int32_t *columns, const float *weights,
    const float *slopes, size_t count, float spread, float level, int rounds, float *upper,
    float *lower, size_t members) {
#pragma clang fp contract(off)
  for (size_t r = 0; r < members; r += LANES) {
    float share[LANES] = {0}, top[LANES], bottom[LANES];
    for (size_t c = 0; c < count; c++) {
      const float *const path = paths + (size_t)columns[c] * stride + r;
      for (int l = 0; l < LANES; l++) share[l] += weights[c] * path[l];
    }
    for (int l = 0; l < LANES; l++) {
      share[l] /= spread;
      top[l] = level / spread - share[l];
      bottom[l] = -level / spread - share[l];
    }
    for (int round = 0; round < rounds; round++) {
      float high[LANES] = {0}, rise[LANES] = {0}, low[LANES] = {0}, fall[LANES] = {0};
      for (size_t c = 0; c < count; c++) {
        const float *const path = paths + (size_t)columns[c] * stride + r;
        const float weight = weights[c], slope = slopes[c], product = weight * slope;
        for (int l = 0; l < LANES; l++) {
          const float a = path[l] + slope * top[l], b = path[l] + slope * bottom[l];
          high[l] += weight * fabsf(a);
          rise[l] += copysignf(product, a);
          low[l] += weight * fabsf(b);
          fall[l] += copysignf(product, b);
        }
      }
      for (int l = 0; l < LANES; l++) {
        // A slope of the wrong sign means that T has no root: step across, and stay there.
        const float step = (high[l] - level) / fmaxf(rise[l], 1e-3f * spread);
        const float back = (low[l] - level) / fminf(fall[l], -1e-3f * spread);
        top[l] -= step;
        bottom[l] -= back;
      }
    }
    for (int l = 0; l < LANES; l++) {
      upper[r + l] = top[l] + share[l];
      lower[r + l] = bottom[l] + share[l];
    }
  }
}
