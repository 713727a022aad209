#include "sort.h"

#include <math.h>
#include <string.h>

#include "dispatch.h"

enum { DIGITS = 8, RADIX = 256 };

size_t driftline_partition(double *values, size_t n, double pivot, int inclusive) {
  // Lomuto's scheme without a branch: every value is swapped, the border moves by 0 or 1.
  size_t border = 0;
  if (inclusive) {
    for (size_t i = 0; i < n; i++) {
      const double x = values[i];
      values[i] = values[border];
      values[border] = x;
      border += x <= pivot;
    }
  } else {
    for (size_t i = 0; i < n; i++) {
      const double x = values[i];
      values[i] = values[border];
      values[border] = x;
      border += x < pivot;
    }
  }
  return border;
}

DRIFTLINE_CLONES
void driftline_count_infinities(const double *values, size_t n, int64_t *positive,
                                int64_t *negative) {
  int64_t up = 0, down = 0;
  for (size_t i = 0; i < n; i++) {
    up += values[i] == INFINITY;
    down += values[i] == -INFINITY;
  }
  *positive = up;
  *negative = down;
}

size_t driftline_keep_finite(double *values, size_t n) {
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    const double x = values[i];
    values[kept] = x;
    kept += fabs(x) < INFINITY;
  }
  return kept;
}

static inline uint64_t key_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits ^ ((uint64_t)((int64_t)bits >> 63) | 0x8000000000000000u);
}

void driftline_sort_pairs(double *values, double *weights, double *scratch_values,
                          double *scratch_weights, size_t n) {
  if (n == 0) return;
  uint32_t counts[DIGITS][RADIX];
  memset(counts, 0, sizeof counts);
  for (size_t i = 0; i < n; i++) {
    values[i] += 0.0;  // makes -0.0 0.0
    const uint64_t key = key_of(values[i]);
    for (size_t digit = 0; digit < DIGITS; digit++) counts[digit][(key >> (8 * digit)) & 255]++;
  }
  double *from = values, *from_weights = weights;
  double *to = scratch_values, *to_weights = scratch_weights;
  for (size_t digit = 0; digit < DIGITS; digit++) {
    uint32_t *count = counts[digit];
    if (count[(key_of(from[0]) >> (8 * digit)) & 255] == n) continue;
    uint32_t start = 0;
    for (size_t d = 0; d < RADIX; d++) {
      const uint32_t next = start + count[d];
      count[d] = start;
      start = next;
    }
    for (size_t i = 0; i < n; i++) {
      const uint32_t place = count[(key_of(from[i]) >> (8 * digit)) & 255]++;
      to[place] = from[i];
      to_weights[place] = from_weights[i];
    }
    double *const swapped = from, *const swapped_weights = from_weights;
    from = to, from_weights = to_weights, to = swapped, to_weights = swapped_weights;
  }
  if (from != values) {
    memcpy(values, from, n * sizeof *values);
    memcpy(weights, from_weights, n * sizeof *weights);
  }
}
