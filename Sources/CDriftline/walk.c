#include "walk.h"

#include <math.h>

#include "dispatch.h"

#pragma clang fp contract(off)

// A chunk is merged first, into arrays that stay in the first-level cache, then summed in lanes.
// The merge runs as STREAMS independent ones side by side, so that their latencies overlap.
enum { CHUNK = 1024, STREAMS = 4, STREAM = CHUNK / STREAMS, LANES = 16 };

#define INLINE static inline __attribute__((always_inline))

struct total {
  double sum, lost;
};

// Neumaier's compensated addition; an infinite sum stays what it is.
INLINE void add(struct total *total, double x) {
  const double sum = total->sum + x;
  total->lost += fabs(total->sum) >= fabs(x) ? (total->sum - sum) + x : (x - sum) + total->sum;
  total->sum = sum;
}

INLINE double value(struct total total) {
  return fabs(total.sum) < INFINITY ? total.sum + total.lost : total.sum;
}

size_t driftline_merge_split(const double *a, size_t n, const double *b, size_t m, size_t rank) {
  size_t low = rank > m ? rank - m : 0, high = rank < n ? rank : n;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const int taken = a[middle] <= b[rank - 1 - middle];
    low = taken ? middle + 1 : low;
    high = taken ? high : middle;
  }
  return low;
}

// How many of v[0..<n] are < x.
INLINE size_t count_under(const double *v, size_t n, double x) {
  size_t low = 0;
  while (n > 0) {
    const size_t half = n - n / 2;
    low += v[low + half - 1] < x ? half : 0;
    n -= half;
  }
  return low;
}

struct chunk {
  double z[CHUNK + LANES];  // pooled values, after `compress` the distinct ones that end here
  double d[CHUNK + LANES];  // d[k + 1] belongs to z[k]; d[0] to the value before
  double rank[CHUNK + LANES];  // likewise
  int64_t exact[CHUNK + LANES];  // d again, in integers
  uint32_t taken[CHUNK + LANES];  // how many of the chunk's values up to here are from a
  uint32_t end[CHUNK + LANES];  // how many of the chunk's values up to here
};

// Merges la values of a and lb of b where a[la] and b[lb] can be read.
INLINE void merge_inside(struct chunk *c, const double *a, size_t la, const double *b, size_t lb) {
  size_t i[STREAMS], j[STREAMS];
  for (size_t s = 0; s < STREAMS; s++) {
    i[s] = s == 0 ? 0 : driftline_merge_split(a, la, b, lb, s * STREAM);
    j[s] = s * STREAM - i[s];
  }
  for (size_t r = 0; r < STREAM; r++)
    for (size_t s = 0; s < STREAMS; s++) {
      const double x = a[i[s]], y = b[j[s]];
      const size_t under = y < x;
      c->z[s * STREAM + r] = under ? y : x;
      i[s] += 1 - under;
      j[s] += under;
      c->taken[s * STREAM + r] = (uint32_t)i[s];
    }
}

// The same where a[la] or b[lb] is not there.
INLINE void merge_edge(struct chunk *c, const double *a, size_t la, const double *b, size_t lb) {
  size_t i = 0, j = 0;
  for (size_t r = 0; r < la + lb; r++) {
    const int from_a = j == lb || (i < la && a[i] <= b[j]);
    c->z[r] = from_a ? a[i] : b[j];
    i += (size_t)from_a;
    j += (size_t)!from_a;
    c->taken[r] = (uint32_t)i;
  }
}

// Keeps of the first `length` values those that end a run of equal ones; z[length] is the value
// behind, `final` says that there is none. Returns how many they are.
INLINE size_t compress(struct chunk *c, size_t length, int final) {
  int64_t ends = 0;
  for (size_t r = 0; r < length; r++) ends += c->z[r] < c->z[r + 1];
  if ((size_t)ends == length) {
    for (size_t r = 0; r < length; r++) c->end[r] = (uint32_t)r + 1;
    return length;
  }
  const double behind = c->z[length];
  size_t k = 0;
  for (size_t r = 0; r < length; r++) {
    const double z = c->z[r];
    const size_t ends_here = (z < c->z[r + 1]) | (final & (r + 1 == length));
    c->z[k] = z;
    c->taken[k] = c->taken[r];
    c->end[k] = (uint32_t)r + 1;
    k += ends_here;
  }
  c->z[k] = behind;
  return k;
}

#define LANE_SUM(TOTAL, TERM)                                       \
  do {                                                              \
    double lane[LANES] = {0};                                       \
    for (size_t k0 = 0; k0 < count; k0 += LANES)                    \
      for (size_t l = 0; l < LANES; l++) {                          \
        const size_t k = k0 + l;                                    \
        lane[l] += (TERM);                                          \
      }                                                             \
    for (size_t width = LANES / 2; width > 0; width /= 2)           \
      for (size_t l = 0; l < width; l++) lane[l] += lane[l + width]; \
    add(&(TOTAL), lane[0]);                                         \
  } while (0)

DRIFTLINE_CLONES
void driftline_walk(const double *a, size_t n, const double *b, size_t m, size_t first, size_t last,
                    unsigned needs, double scale, double gap_scale, struct driftline_walk_sums *out) {
  struct chunk chunk;
  struct chunk *const c = &chunk;
  struct total area = {0}, squared_area = {0}, mass = {0}, anderson = {0}, midrank = {0};
  struct driftline_walk_sums result = {.plus = INT64_MIN, .minus = INT64_MIN};
  const uint64_t pooled = n + m;
  const double all = (double)pooled;

  size_t i0 = driftline_merge_split(a, n, b, m, first), j0 = first - i0;
  const size_t end_i = driftline_merge_split(a, n, b, m, last), end_j = last - end_i;
  // Where the run of equal values begins that the first value belongs to.
  double rank_before = 0, d_before = 0;
  if (first < last) {
    const double z = i0 < n && (j0 == m || a[i0] <= b[j0]) ? a[i0] : b[j0];
    const uint64_t i = count_under(a, i0, z), j = count_under(b, j0, z);
    rank_before = (double)(i + j);
    d_before = (double)(int64_t)(i * m - j * n);
  }

  for (size_t r0 = first; r0 < last;) {
    const size_t length = last - r0 < CHUNK ? last - r0 : CHUNK;
    const size_t la = driftline_merge_split(a + i0, end_i - i0, b + j0, end_j - j0, length);
    const size_t lb = length - la, i1 = i0 + la, j1 = j0 + lb;
    const uint64_t base = i0 * m - j0 * n;
    const int final = i1 == n && j1 == m;
    if (needs == DRIFTLINE_WALK_SUPREMUM && (int64_t)(base + la * m) <= result.plus &&
        (int64_t)(lb * n - base) <= result.minus) {
      r0 += length, i0 = i1, j0 = j1;
      continue;
    }
    if (length == CHUNK && i1 < n && j1 < m) merge_inside(c, a + i0, la, b + j0, lb);
    else merge_edge(c, a + i0, la, b + j0, lb);
    c->z[length] = final ? c->z[length - 1] : i1 < n && (j1 == m || a[i1] <= b[j1]) ? a[i1] : b[j1];

    const size_t count = compress(c, length, final);
    result.distinct += (int64_t)count;
    for (size_t k = 0; k < count; k++)
      c->exact[k] = (int64_t)(base + c->taken[k] * pooled - c->end[k] * (uint64_t)n);
    if (needs & DRIFTLINE_WALK_SUPREMUM) {
      int64_t plus = INT64_MIN, minus = INT64_MIN;
      for (size_t k = 0; k < count; k++) {
        const int64_t d = c->exact[k], opposite = -d;
        plus = d > plus ? d : plus;
        minus = opposite > minus ? opposite : minus;
      }
      if (plus > result.plus) {
        size_t k = 0;
        while (c->exact[k] != plus) k++;
        result.plus = plus, result.plus_location = c->z[k];
      }
      if (minus > result.minus) {
        size_t k = 0;
        while (c->exact[k] != -minus) k++;
        result.minus = minus, result.minus_location = c->z[k];
      }
    }
    if (needs & ~(unsigned)(DRIFTLINE_WALK_SUPREMUM | DRIFTLINE_WALK_DISTINCT)) {
      c->d[0] = d_before, c->rank[0] = rank_before;
      for (size_t k = 0; k < count; k++) {
        c->d[k + 1] = (double)c->exact[k];
        c->rank[k + 1] = (double)(r0 + c->end[k]);
      }
      d_before = c->d[count], rank_before = c->rank[count];
      // Fill the last lanes up with terms that are 0.
      for (size_t k = count; k % LANES != 0; k++) {
        c->z[k + 1] = c->z[k], c->d[k + 1] = 0, c->rank[k + 1] = c->rank[k];
      }
      const double *z = c->z, *d = c->d + 1, *rank = c->rank + 1;
      if (needs & DRIFTLINE_WALK_AREA)
        LANE_SUM(area, d[k] != 0 ? fabs(d[k]) * scale * (z[k + 1] * gap_scale - z[k] * gap_scale)
                                : 0.0);
      if (needs & DRIFTLINE_WALK_SQUARED_AREA)
        LANE_SUM(squared_area, d[k] != 0 ? (d[k] * scale) * (d[k] * scale) *
                                               (z[k + 1] * gap_scale - z[k] * gap_scale)
                                         : 0.0);
      if (needs & DRIFTLINE_WALK_SQUARED_MASS)
        LANE_SUM(mass, (rank[k] - c->rank[k]) * (d[k] * d[k]));
      if (needs & DRIFTLINE_WALK_ANDERSON_DARLING)
        LANE_SUM(anderson, rank[k] < all ? (rank[k] - c->rank[k]) * (d[k] * d[k]) /
                                               (rank[k] * (all - rank[k]))
                                         : 0.0);
      if (needs & DRIFTLINE_WALK_MIDRANK)
        LANE_SUM(midrank,
                 (rank[k] - c->rank[k]) < all && k < count
                     ? (rank[k] - c->rank[k]) * ((c->d[k] + d[k]) * (c->d[k] + d[k])) /
                           ((c->rank[k] + rank[k]) * (2 * all - (c->rank[k] + rank[k])) -
                            all * (rank[k] - c->rank[k]))
                     : 0.0);
    }
    r0 += length, i0 = i1, j0 = j1;
  }
  result.area = value(area);
  result.squared_area = value(squared_area);
  result.squared_mass = value(mass);
  result.anderson_darling = value(anderson);
  result.midrank = value(midrank);
  *out = result;
}
