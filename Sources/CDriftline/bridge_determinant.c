#include "bridge_determinant.h"

#include "dispatch.h"

enum { LANES = DRIFTLINE_BRIDGE_LANES, STRETCH = 8 };

DRIFTLINE_CLONES
void driftline_bridge_determinant(
    const double *gaps, const double *weights, const double *neighbours, double *real,
    double *imaginary, double *power, double *half_turns, size_t count) {
#pragma clang fp contract(off)
  double zr[LANES], zi[LANES], ur[LANES], ui[LANES], sr[LANES], si[LANES], turns[LANES];
  double pr[LANES], pi[LANES];
  for (int l = 0; l < LANES; l++) {
    zr[l] = real[l], zi[l] = imaginary[l];
    ur[l] = 0, ui[l] = 0, sr[l] = 1, si[l] = 0, turns[l] = 0, power[l] = 0;
  }
  for (size_t start = 0; start < count; start += STRETCH) {
    const size_t stop = start + STRETCH < count ? start + STRETCH : count;
    for (size_t k = start; k < stop; k++) {
      const double gap = gaps[k], weight = 2 * weights[k];
      for (int l = 0; l < LANES; l++) {
        const double before = ui[l];
        pr[l] = ur[l], pi[l] = ui[l];
        ur[l] += gap * sr[l];
        ui[l] += gap * si[l];
        turns[l] += (before < 0) != (ui[l] < 0) ? 1 : 0;
        const double wr = weight * ur[l], wi = weight * ui[l];
        sr[l] -= zr[l] * wr - zi[l] * wi;
        si[l] -= zr[l] * wi + zi[l] * wr;
      }
      if (!neighbours || neighbours[k] == 0) continue;
      const double v = neighbours[k];
      for (int l = 0; l < LANES; l++) {
        const double ar = v * zr[l], ai = v * zi[l];
        const double br = 2 + gap * ar, bi = gap * ai;
        const double cr = ar * br - ai * bi, ci = ar * bi + ai * br;
        sr[l] -= cr * pr[l] - ci * pi[l];
        si[l] -= cr * pi[l] + ci * pr[l];
      }
    }
    for (int l = 0; l < LANES; l++) {
      const double ar = ur[l] < 0 ? -ur[l] : ur[l], ai = ui[l] < 0 ? -ui[l] : ui[l];
      const double large = ar > ai ? ar : ai;
      const double factor = large > 0x1p200 ? 0x1p-256 : 1;
      power[l] += large > 0x1p200 ? 1 : 0;
      ur[l] *= factor, ui[l] *= factor, sr[l] *= factor, si[l] *= factor;
    }
  }
  for (int l = 0; l < LANES; l++) {
    const double before = ui[l];
    real[l] = ur[l] + gaps[count] * sr[l];
    imaginary[l] = ui[l] + gaps[count] * si[l];
    half_turns[l] = turns[l] + ((before < 0) != (imaginary[l] < 0) ? 1 : 0);
  }
}
