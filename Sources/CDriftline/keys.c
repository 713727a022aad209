#include "keys.h"

#include <string.h>

#include "dispatch.h"

enum { CHUNK = 512 };

static inline uint64_t key(double x) {
  const double positive_zero = x + 0.0;
  uint64_t bits;
  memcpy(&bits, &positive_zero, sizeof bits);
  return bits ^ ((uint64_t)((int64_t)bits >> 63) | 0x8000000000000000u);
}

DRIFTLINE_CLONES
void driftline_key_histogram(const double *values, size_t n, uint64_t base, unsigned shift,
                             size_t buckets, uint32_t *counts) {
  uint64_t places[CHUNK];
  uint32_t *even = counts, *odd = counts + buckets;
  for (size_t start = 0; start < n; start += CHUNK) {
    const double *v = values + start;
    const size_t count = n - start < CHUNK ? n - start : CHUNK;
    for (size_t i = 0; i < count; i++) {
      const uint64_t place = (key(v[i]) - base) >> shift;
      places[i] = v[i] == v[i] ? place : UINT64_MAX;
    }
    size_t i = 0;
    for (; i + 2 <= count; i += 2) {
      if (places[i] < buckets) even[places[i]]++;
      if (places[i + 1] < buckets) odd[places[i + 1]]++;
    }
    if (i < count && places[i] < buckets) even[places[i]]++;
  }
}

DRIFTLINE_CLONES
size_t driftline_collect(const double *values, size_t n, const double *lows, const double *highs,
                         size_t ranges, double *destination) {
  int64_t inside[CHUNK];
  size_t kept = 0;
  for (size_t start = 0; start < n; start += CHUNK) {
    const double *v = values + start;
    const size_t count = n - start < CHUNK ? n - start : CHUNK;
    memset(inside, 0, sizeof inside);
    for (size_t r = 0; r < ranges; r++) {
      const double low = lows[r], high = highs[r];
      for (size_t i = 0; i < count; i++) inside[i] |= (v[i] >= low) & (v[i] <= high);
    }
    for (size_t i = 0; i < count; i++) {
      destination[kept] = v[i];
      kept += (size_t)inside[i];
    }
  }
  return kept;
}
