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

// Two brackets at once: each edge is compared once, for the count and for whether to keep.
static inline __attribute__((always_inline)) void two_brackets(const double *v, size_t count,
                                                               const double *edges,
                                                               int64_t *above, int64_t *inside) {
  const double e0 = edges[0], e1 = edges[1], e2 = edges[2], e3 = edges[3];
  int64_t c0 = 0, c1 = 0, c2 = 0, c3 = 0;
  for (size_t i = 0; i < count; i++) {
    const double x = v[i];
    const int64_t b0 = x >= e0, b1 = x > e1, b2 = x >= e2, b3 = x > e3;
    c0 += b0, c1 += b1, c2 += b2, c3 += b3;
    inside[i] |= (b0 ^ b1) | (b2 ^ b3);
  }
  above[0] += c0, above[1] += c1, above[2] += c2, above[3] += c3;
}

DRIFTLINE_CLONES
size_t driftline_collect(const double *values, size_t n, const double *edges, size_t brackets,
                         int64_t *above, int64_t *missing, double *destination) {
  int64_t inside[CHUNK];
  size_t kept = 0;
  for (size_t start = 0; start < n; start += CHUNK) {
    const double *v = values + start;
    const size_t count = n - start < CHUNK ? n - start : CHUNK;
    int64_t nan = 0;
    for (size_t i = 0; i < count; i++) nan += v[i] != v[i], inside[i] = 0;
    *missing += nan;
    size_t r = 0;
    for (; r + 2 <= brackets; r += 2) two_brackets(v, count, edges + 2 * r, above + 2 * r, inside);
    if (r < brackets) {
      const double low = edges[2 * r], high = edges[2 * r + 1];
      int64_t c0 = 0, c1 = 0;
      for (size_t i = 0; i < count; i++) {
        const int64_t b0 = v[i] >= low, b1 = v[i] > high;
        c0 += b0, c1 += b1;
        inside[i] |= b0 ^ b1;
      }
      above[2 * r] += c0, above[2 * r + 1] += c1;
    }
    for (size_t i = 0; i < count; i++) {
      destination[kept] = v[i];
      kept += (size_t)inside[i];
    }
  }
  return kept;
}
