#include "brackets.h"

#include "dispatch.h"

enum { CHUNK = 512 };

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
