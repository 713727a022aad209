#include "histogram.h"

#include <math.h>
#include <string.h>

#include "dispatch.h"

#pragma clang fp contract(off)

enum { CHUNK = 1024, GROUP = 4, COMPARED = 24, SEARCHES = 8 };

// Four edges at once over one cached chunk; the loop becomes one compare and one add an edge.
#define COUNT_GROUP(OP)                                              \
  do {                                                               \
    const double e0 = e[0], e1 = e[1], e2 = e[2], e3 = e[3];         \
    int64_t c0 = 0, c1 = 0, c2 = 0, c3 = 0;                          \
    for (size_t i = 0; i < count; i++) {                             \
      const double x = v[i];                                         \
      c0 += x OP e0, c1 += x OP e1, c2 += x OP e2, c3 += x OP e3;    \
    }                                                                \
    above[k] += c0, above[k + 1] += c1, above[k + 2] += c2, above[k + 3] += c3; \
  } while (0)

#define COUNT_ONE(OP)                                                \
  do {                                                               \
    const double e0 = e[0];                                          \
    int64_t c0 = 0;                                                  \
    for (size_t i = 0; i < count; i++) c0 += v[i] OP e0;             \
    above[k] += c0;                                                  \
  } while (0)

DRIFTLINE_CLONES
int64_t driftline_count_beyond(const double *values, size_t n, const double *edges,
                               size_t edge_count, int closed_right, int64_t *above) {
  int64_t missing = 0;
  for (size_t start = 0; start < n; start += CHUNK) {
    const double *v = values + start;
    const size_t count = n - start < CHUNK ? n - start : CHUNK;
    int64_t nan = 0;
    for (size_t i = 0; i < count; i++) nan += v[i] != v[i];
    missing += nan;
    size_t k = 0;
    for (; k + GROUP <= edge_count; k += GROUP) {
      const double *e = edges + k;
      if (closed_right) COUNT_GROUP(>);
      else COUNT_GROUP(>=);
    }
    for (; k < edge_count; k++) {
      const double *e = edges + k;
      if (closed_right) COUNT_ONE(>);
      else COUNT_ONE(>=);
    }
  }
  return missing;
}

static inline __attribute__((always_inline)) uint32_t bin_of(double x, const double *edges,
                                                             size_t edge_count,
                                                             int closed_right) {
  size_t low = 0;
  for (size_t length = edge_count; length > 0;) {
    const size_t half = length - length / 2;
    const double edge = edges[low + half - 1];
    low += __builtin_unpredictable(closed_right ? x > edge : x >= edge) ? half : 0;
    length -= half;
  }
  return x == x ? (uint32_t)low : (uint32_t)edge_count + 1;
}

// Few edges: how many lie before each value of a chunk, a vector of values at a time.
#define COUNT_BEFORE(OP)                                                  \
  for (size_t k = 0; k < edge_count; k += GROUP) {                        \
    double e[GROUP];                                                      \
    for (size_t j = 0; j < GROUP; j++)                                    \
      e[j] = k + j < edge_count ? edges[k + j] : NAN;                     \
    for (size_t i = 0; i < count; i++) {                                  \
      const double x = v[i];                                              \
      place[i] += (x OP e[0]) + (x OP e[1]) + (x OP e[2]) + (x OP e[3]);  \
    }                                                                     \
  }

DRIFTLINE_CLONES
static void bins_by_comparison(const double *values, size_t n, const double *edges,
                               size_t edge_count, int closed_right, uint32_t *bins) {
  int64_t place[CHUNK];
  for (size_t start = 0; start < n; start += CHUNK) {
    const double *v = values + start;
    const size_t count = n - start < CHUNK ? n - start : CHUNK;
    memset(place, 0, sizeof place);
    if (closed_right) COUNT_BEFORE(>)
    else COUNT_BEFORE(>=)
    for (size_t i = 0; i < count; i++)
      bins[start + i] = v[i] == v[i] ? (uint32_t)place[i] : (uint32_t)edge_count + 1;
  }
}

void driftline_bins(const double *values, size_t n, const double *edges, size_t edge_count,
                    int closed_right, uint32_t *bins) {
  if (edge_count <= COMPARED) {
    bins_by_comparison(values, n, edges, edge_count, closed_right, bins);
    return;
  }
  size_t i = 0;
  for (; i + SEARCHES <= n; i += SEARCHES) {
    size_t low[SEARCHES] = {0};
    for (size_t length = edge_count; length > 0;) {
      const size_t half = length - length / 2;
      const double *middle = edges + half - 1;
      if (closed_right)
        for (size_t j = 0; j < SEARCHES; j++)
          low[j] += __builtin_unpredictable(values[i + j] > middle[low[j]]) ? half : 0;
      else
        for (size_t j = 0; j < SEARCHES; j++)
          low[j] += __builtin_unpredictable(values[i + j] >= middle[low[j]]) ? half : 0;
      length -= half;
    }
    for (size_t j = 0; j < SEARCHES; j++)
      bins[i + j] =
          values[i + j] == values[i + j] ? (uint32_t)low[j] : (uint32_t)edge_count + 1;
  }
  for (; i < n; i++) bins[i] = bin_of(values[i], edges, edge_count, closed_right);
}

DRIFTLINE_CLONES
void driftline_bins_equal_width(const double *values, size_t n, const double *edges,
                                size_t bin_count, double scale, uint32_t *bins) {
  const double first = edges[0], top = (double)(bin_count - 1);
  // The guess, clamped; NaN goes to bin 0 here and to its own slot below.
  for (size_t i = 0; i < n; i++) {
    double guess = (values[i] - first) * scale;
    guess = guess > 0.0 ? guess : 0.0;
    guess = guess < top ? guess : top;
    bins[i] = (uint32_t)(int32_t)guess;
  }
  // One value at a time: gathering edges into vectors was measured slower.
#pragma clang loop vectorize(disable) unroll_count(4)
  for (size_t i = 0; i < n; i++) {
    const double x = values[i];
    uint32_t bin = bins[i];
    const uint32_t low = (x < edges[bin]) & (bin > 0);
    const uint32_t high = (x >= edges[bin + 1]) & (bin + 1 < bin_count);
    bin = bin - low + high;
    bins[i] = x == x ? bin : (uint32_t)bin_count;
  }
}

void driftline_count_bins(const uint32_t *bins, size_t n, size_t bin_count, int64_t *counts) {
  int64_t *c0 = counts, *c1 = c0 + bin_count, *c2 = c1 + bin_count, *c3 = c2 + bin_count;
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    c0[bins[i]]++;
    c1[bins[i + 1]]++;
    c2[bins[i + 2]]++;
    c3[bins[i + 3]]++;
  }
  for (; i < n; i++) c0[bins[i]]++;
}
