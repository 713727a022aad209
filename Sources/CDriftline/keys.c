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
  uint32_t *c0 = counts, *c1 = c0 + buckets, *c2 = c1 + buckets, *c3 = c2 + buckets;
  for (size_t start = 0; start < n; start += CHUNK) {
    const double *v = values + start;
    const size_t count = n - start < CHUNK ? n - start : CHUNK;
    for (size_t i = 0; i < count; i++) {
      const uint64_t x = key(v[i]);
      places[i] = v[i] == v[i] && x >= base ? (x - base) >> shift : UINT64_MAX;
    }
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
      if (places[i] < buckets) c0[places[i]]++;
      if (places[i + 1] < buckets) c1[places[i + 1]]++;
      if (places[i + 2] < buckets) c2[places[i + 2]]++;
      if (places[i + 3] < buckets) c3[places[i + 3]]++;
    }
    for (; i < count; i++)
      if (places[i] < buckets) c0[places[i]]++;
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
    size_t r = 0;
    for (; r + 3 <= ranges; r += 3) {
      const double l0 = lows[r], l1 = lows[r + 1], l2 = lows[r + 2];
      const double h0 = highs[r], h1 = highs[r + 1], h2 = highs[r + 2];
      for (size_t i = 0; i < count; i++) {
        const double x = v[i];
        inside[i] |= ((x >= l0) & (x <= h0)) | ((x >= l1) & (x <= h1)) | ((x >= l2) & (x <= h2));
      }
    }
    for (; r < ranges; r++) {
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
