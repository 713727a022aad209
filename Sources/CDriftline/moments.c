#include "moments.h"

#include <math.h>

#include "dispatch.h"

#pragma clang fp contract(off)

enum { LANES = 32 };

// Pass one: how many are finite, their extremes, and the sum of x * scale.
static inline __attribute__((always_inline)) int64_t extremes(const double *values, size_t n,
                                                              double scale, double *sum,
                                                              double *minimum, double *maximum) {
  double sums[LANES] = {0}, low[LANES], high[LANES];
  int64_t counts[LANES] = {0};
  for (size_t j = 0; j < LANES; j++) low[j] = INFINITY, high[j] = -INFINITY;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t j = 0; j < LANES; j++) {
      const double x = values[i + j];
      const int finite = fabs(x) < INFINITY;
      sums[j] += finite ? x * scale : 0.0;
      low[j] = (finite & (x < low[j])) ? x : low[j];
      high[j] = (finite & (x > high[j])) ? x : high[j];
      counts[j] += finite;
    }
  for (size_t j = 0; i < n; i++, j++) {
    const double x = values[i];
    const int finite = fabs(x) < INFINITY;
    sums[j] += finite ? x * scale : 0.0;
    low[j] = (finite & (x < low[j])) ? x : low[j];
    high[j] = (finite & (x > high[j])) ? x : high[j];
    counts[j] += finite;
  }
  for (size_t width = LANES / 2; width > 0; width /= 2)
    for (size_t j = 0; j < width; j++) {
      sums[j] += sums[j + width];
      counts[j] += counts[j + width];
      low[j] = low[j + width] < low[j] ? low[j + width] : low[j];
      high[j] = high[j + width] > high[j] ? high[j + width] : high[j];
    }
  *sum = sums[0];
  *minimum = low[0];
  *maximum = high[0];
  return counts[0];
}

// Pass two: the sums of d and d^2, d = x * scale - centre, over the finite values.
static inline __attribute__((always_inline)) void deviations(const double *values, size_t n,
                                                             double scale, double centre,
                                                             double *sum, double *squares) {
  double sums[LANES] = {0}, squared[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t j = 0; j < LANES; j++) {
      const double x = values[i + j];
      const double d = fabs(x) < INFINITY ? x * scale - centre : 0.0;
      sums[j] += d;
      squared[j] += d * d;
    }
  for (size_t j = 0; i < n; i++, j++) {
    const double x = values[i];
    const double d = fabs(x) < INFINITY ? x * scale - centre : 0.0;
    sums[j] += d;
    squared[j] += d * d;
  }
  for (size_t width = LANES / 2; width > 0; width /= 2)
    for (size_t j = 0; j < width; j++) {
      sums[j] += sums[j + width];
      squared[j] += squared[j + width];
    }
  *sum = sums[0];
  *squares = squared[0];
}

DRIFTLINE_CLONES
void driftline_moments(const double *values, size_t n, struct driftline_moment_sums *out) {
  struct driftline_moment_sums m = {.minimum = INFINITY, .maximum = -INFINITY};
  double sum = 0;
  m.count = extremes(values, n, 1.0, &sum, &m.minimum, &m.maximum);
  if (m.count < (int64_t)n)
    for (size_t i = 0; i < n; i++) {
      m.missing += values[i] != values[i];
      m.positive_infinities += values[i] == INFINITY;
      m.negative_infinities += values[i] == -INFINITY;
    }
  if (m.count > 0 && m.minimum == m.maximum) {
    m.mean = m.minimum;
  } else if (m.count > 0) {
    const int huge = m.maximum > 0x1p500 || m.minimum < -0x1p500;
    const double scale = huge ? 0x1p-540 : 1.0, back = huge ? 0x1p540 : 1.0;
    if (huge) extremes(values, n, scale, &sum, &m.minimum, &m.maximum);
    const double count = (double)m.count, centre = sum / count;
    double off = 0, squares = 0;
    deviations(values, n, scale, centre, &off, &squares);
    const double shift = off / count;
    const double mean = centre + shift;
    const double moved = mean - centre;
    const double remainder = (centre - (mean - moved)) + (shift - moved);
    const double m2 = squares - off * shift;
    m.mean = mean * back;
    m.mean_remainder = remainder * back;
    m.m2 = m2 > 0 ? m2 * back * back : 0.0;
  }
  *out = m;
}
