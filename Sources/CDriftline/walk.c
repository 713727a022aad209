#include "walk.h"

#include <math.h>
#include <string.h>

#include "dispatch.h"

#pragma clang fp contract(off)

// A chunk is merged first, into arrays that stay in the first-level cache, then summed in lanes.
// The merge runs as STREAMS independent ones side by side, so that their latencies overlap.
enum { CHUNK = 1024, STREAMS = 8, STREAM = CHUNK / STREAMS, LANES = 16, PADDING = LANES };

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
  size_t low = rank > m ? rank - m : 0;
  for (size_t length = (rank < n ? rank : n) - low; length > 0;) {
    const size_t half = length - length / 2, middle = low + half - 1;
    low += __builtin_unpredictable(a[middle] <= b[rank - 1 - middle]) ? half : 0;
    length -= half;
  }
  return low;
}

// How many of v[0..<n] are < x.
INLINE size_t count_under(const double *v, size_t n, double x) {
  size_t low = 0;
  while (n > 0) {
    const size_t half = n - n / 2;
    low += __builtin_unpredictable(v[low + half - 1] < x) ? half : 0;
    n -= half;
  }
  return low;
}

// Doubles as unsigned integers in the same order; one key for both zeros. Integers are compared in
// one cycle where doubles take several, and leave room for a key above all.
static const uint64_t BEYOND = UINT64_MAX;

INLINE uint64_t key_of(double x) {
  const double positive_zero = x + 0.0;
  uint64_t bits;
  memcpy(&bits, &positive_zero, sizeof bits);
  return bits ^ ((uint64_t)((int64_t)bits >> 63) | 0x8000000000000000u);
}

INLINE double value_of(uint64_t key) {
  const uint64_t bits = key ^ (((key >> 63) - 1) | 0x8000000000000000u);
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

struct chunk {
  uint64_t a[CHUNK + PADDING];  // keys of the next values of a, BEYOND where there are none
  uint64_t b[CHUNK + PADDING];  // keys of the next values of b, the next of all at CHUNK, backwards
  uint64_t key[CHUNK + PADDING];  // merged, after `compress` the distinct ones that end here
  uint32_t taken[CHUNK + PADDING];  // how many of the chunk's values up to here are from a
  uint32_t end[CHUNK + PADDING];  // how many of the chunk's values up to here
  double z[CHUNK + PADDING];  // the values of `key`
  int64_t exact[CHUNK + PADDING];  // d
  double d[CHUNK + PADDING];  // d[k + 1] belongs to z[k]; d[0] to the value before
  double rank[CHUNK + PADDING];  // likewise, how many pooled values up to here
};

// Takes in the keys of a[0...CHUNK] and b[0...CHUNK], of which n and m are there.
INLINE void load(struct chunk *c, const double *a, size_t n, const double *b, size_t m) {
  for (size_t i = CHUNK; i < 2 * CHUNK && i < n; i += 8) __builtin_prefetch(a + i);
  for (size_t j = CHUNK; j < 2 * CHUNK && j < m; j += 8) __builtin_prefetch(b + j);
  n = n < CHUNK + 1 ? n : CHUNK + 1;
  m = m < CHUNK + 1 ? m : CHUNK + 1;
  for (size_t i = 0; i < n; i++) c->a[i] = key_of(a[i]);
  for (size_t i = n; i <= CHUNK; i++) c->a[i] = BEYOND;
  for (size_t j = 0; j < m; j++) c->b[CHUNK - j] = key_of(b[j]);
  for (size_t j = m; j <= CHUNK; j++) c->b[CHUNK - j] = BEYOND;
  c->b[CHUNK + 1] = 0;
}

// Merges the next `length` values and sees the one behind; returns how many of them are from a.
INLINE size_t merge(struct chunk *c, size_t length) {
  // The merge splits where the streams begin, and that of `length`.
  size_t i[STREAMS + 1] = {0}, left[STREAMS + 1];
  for (size_t s = 0; s < STREAMS; s++) left[s] = s * STREAM;
  left[STREAMS] = length;
  for (size_t step = CHUNK; step > 0; step /= 2)
    for (size_t s = 0; s <= STREAMS; s++) {
      const size_t rank = s < STREAMS ? s * STREAM : length;
      // With nothing left half is 0, and it does not matter what is compared.
      const size_t half = left[s] - left[s] / 2, middle = i[s] + half - (half > 0);
      const int first = c->a[middle] <= c->b[CHUNK + 1 - rank + middle];
      i[s] += __builtin_unpredictable(first) ? half : 0;
      left[s] -= half;
    }
  // b lies backwards, so that both places move with the one index i. The pointer is hidden from
  // the optimiser, which would compute it anew for every load.
  const uint64_t *ka = c->a, *kb = c->b + CHUNK;
  __asm__("" : "+r"(kb));
#define STEP(S)                                                         \
  do {                                                                  \
    const uint64_t x = ka[i##S], y = (kb - (S) * STREAM)[i##S];         \
    const int from_b = y < x;                                           \
    c->key[(S) * STREAM + r] = __builtin_unpredictable(from_b) ? y : x; \
    i##S += 1 - (size_t)from_b;                                         \
    c->taken[(S) * STREAM + r] = (uint32_t)i##S;                        \
  } while (0)
  size_t i0 = i[0], i1 = i[1], i2 = i[2], i3 = i[3], i4 = i[4], i5 = i[5], i6 = i[6], i7 = i[7];
  for (size_t r = 0; r < STREAM; r++, kb--) {
    STEP(0);
    STEP(1);
    STEP(2);
    STEP(3);
    STEP(4);
    STEP(5);
    STEP(6);
    STEP(7);
  }
#undef STEP
  const uint64_t x = c->a[i[STREAMS]], y = c->b[CHUNK - (length - i[STREAMS])];
  c->key[length] = x < y ? x : y;
  return i[STREAMS];
}

// Keeps of the first `length` keys those that end a run of equal ones; key[length] is the one
// behind. Returns how many they are, and moves the one behind to that place.
INLINE size_t compress(struct chunk *c, size_t length) {
  int64_t ends = 0;
  for (size_t r = 0; r < length; r++) ends += c->key[r] != c->key[r + 1];
  if ((size_t)ends == length) {
    for (size_t r = 0; r < length; r++) c->end[r] = (uint32_t)r + 1;
    return length;
  }
  const uint64_t behind = c->key[length];
  size_t k = 0;
  for (size_t r = 0; r < length; r++) {
    const uint64_t key = c->key[r];
    const size_t ends_here = key != c->key[r + 1];
    c->key[k] = key;
    c->taken[k] = c->taken[r];
    c->end[k] = (uint32_t)r + 1;
    k += ends_here;
  }
  c->key[k] = behind;
  return k;
}

// The greatest d and -d of `count` distinct values, and the first values with them.
INLINE void find_suprema(const struct chunk *c, size_t count, struct driftline_walk_sums *out) {
  int64_t plus = INT64_MIN, minus = INT64_MIN;
  for (size_t k = 0; k < count; k++) {
    const int64_t d = c->exact[k], opposite = -d;
    plus = d > plus ? d : plus;
    minus = opposite > minus ? opposite : minus;
  }
  if (plus > out->plus) {
    size_t k = 0;
    while (c->exact[k] != plus) k++;
    out->plus = plus, out->plus_location = value_of(c->key[k]);
  }
  if (minus > out->minus) {
    size_t k = 0;
    while (c->exact[k] != -minus) k++;
    out->minus = minus, out->minus_location = value_of(c->key[k]);
  }
}

struct totals {
  struct total area, squared_area, squared_mass, anderson_darling, midrank;
};

#define LANE_SUM(TOTAL, TERM)                                        \
  do {                                                               \
    double lane[LANES] = {0};                                        \
    for (size_t k0 = 0; k0 < count; k0 += LANES)                     \
      for (size_t l = 0; l < LANES; l++) {                           \
        const size_t k = k0 + l;                                     \
        lane[l] += (TERM);                                           \
      }                                                              \
    for (size_t width = LANES / 2; width > 0; width /= 2)            \
      for (size_t l = 0; l < width; l++) lane[l] += lane[l + width]; \
    add(&totals->TOTAL, lane[0]);                                    \
  } while (0)

// Adds the terms of `count` distinct values; z, d and rank are set and filled up to whole lanes
// with values whose terms are 0. `all` is N.
INLINE void add_terms(const struct chunk *c, size_t count, unsigned needs, double scale,
                      double gap_scale, double all, struct totals *totals) {
  const double *z = c->z, *d = c->d + 1, *d_before = c->d;
  const double *rank = c->rank + 1, *rank_before = c->rank;
  // Where d is 0 the gap does not matter, even an infinite one.
#define GAP(K) (z[(K) + 1] * gap_scale - z[K] * gap_scale)
  if (needs & DRIFTLINE_WALK_AREA)
    LANE_SUM(area, d[k] != 0 ? fabs(d[k]) * scale * GAP(k) : 0.0);
  if (needs & DRIFTLINE_WALK_SQUARED_AREA)
    LANE_SUM(squared_area, d[k] != 0 ? (d[k] * scale) * (d[k] * scale) * GAP(k) : 0.0);
#undef GAP
  if (needs & DRIFTLINE_WALK_SQUARED_MASS)
    LANE_SUM(squared_mass, (rank[k] - rank_before[k]) * (d[k] * d[k]));
  if (needs & DRIFTLINE_WALK_ANDERSON_DARLING)
    LANE_SUM(anderson_darling, rank[k] < all ? (rank[k] - rank_before[k]) * (d[k] * d[k]) /
                                                   (rank[k] * (all - rank[k]))
                                             : 0.0);
#define MULTIPLICITY(K) (rank[K] - rank_before[K])
#define TWICE_D(K) (d_before[K] + d[K])
#define TWICE_RANK(K) (rank_before[K] + rank[K])
  if (needs & DRIFTLINE_WALK_MIDRANK)
    LANE_SUM(midrank, k < count && MULTIPLICITY(k) < all
                          ? MULTIPLICITY(k) * (TWICE_D(k) * TWICE_D(k)) /
                                (TWICE_RANK(k) * (2 * all - TWICE_RANK(k)) - all * MULTIPLICITY(k))
                          : 0.0);
#undef MULTIPLICITY
#undef TWICE_D
#undef TWICE_RANK
}

DRIFTLINE_CLONES
void driftline_walk(const double *a, size_t n, const double *b, size_t m, size_t first,
                    size_t last, unsigned needs, double scale, double gap_scale,
                    struct driftline_walk_sums *out) {
  const unsigned sums = needs & ~(unsigned)(DRIFTLINE_WALK_SUPREMUM | DRIFTLINE_WALK_DISTINCT);
  struct chunk chunk, *const c = &chunk;
  struct totals totals = {0};
  *out = (struct driftline_walk_sums){.plus = INT64_MIN, .minus = INT64_MIN};
  if (first >= last) return;
  const uint64_t pooled = n + m;
  size_t i = driftline_merge_split(a, n, b, m, first), j = first - i;

  // Where the run of equal values begins that the first value belongs to.
  const double z = i < n && (j == m || a[i] <= b[j]) ? a[i] : b[j];
  const uint64_t i_before = count_under(a, i, z), j_before = count_under(b, j, z);
  double rank_before = (double)(i_before + j_before);
  double d_before = (double)(int64_t)(i_before * m - j_before * n);

  for (size_t rank = first; rank < last;) {
    const size_t length = last - rank < CHUNK ? last - rank : CHUNK;
    const uint64_t base = i * m - j * n;
    load(c, a + i, n - i, b + j, m - j);
    const size_t from_a = merge(c, length);
    const size_t count = compress(c, length);
    out->distinct += (int64_t)count;
    for (size_t k = 0; k < count; k++)
      c->exact[k] = (int64_t)(base + c->taken[k] * pooled - c->end[k] * (uint64_t)n);
    if (needs & DRIFTLINE_WALK_SUPREMUM) find_suprema(c, count, out);
    if (sums) {
      for (size_t k = 0; k <= count; k++) c->z[k] = value_of(c->key[k]);
      if (rank + length == pooled) c->z[count] = c->z[count - 1];
      c->d[0] = d_before, c->rank[0] = rank_before;
      for (size_t k = 0; k < count; k++) {
        c->d[k + 1] = (double)c->exact[k];
        c->rank[k + 1] = (double)(rank + c->end[k]);
      }
      d_before = c->d[count], rank_before = c->rank[count];
      for (size_t k = count; k % LANES != 0; k++)
        c->z[k + 1] = c->z[k], c->d[k + 1] = 0, c->rank[k + 1] = c->rank[k];
      add_terms(c, count, sums, scale, gap_scale, (double)pooled, &totals);
    }
    rank += length, i += from_a, j += length - from_a;
  }
  out->area = value(totals.area);
  out->squared_area = value(totals.squared_area);
  out->squared_mass = value(totals.squared_mass);
  out->anderson_darling = value(totals.anderson_darling);
  out->midrank = value(totals.midrank);
}
