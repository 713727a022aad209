#include "ks_lattice.h"

#include <math.h>

#include "dispatch.h"

#define INLINE static inline __attribute__((always_inline))

// Cells of a diagonal lie by falling i, so that a step may run upwards in place.
enum { LEAD = DRIFTLINE_KS_PADDING / 2, CHUNK = 16 };

// The weight W of the first full cell outside a boundary: fraction * 2^exponent.
typedef struct {
  double fraction;
  int64_t exponent, index;
} Edge;

INLINE void normalise(Edge *e) {
  if (e->fraction < 0x1p-256) {
    e->fraction *= 0x1p512;
    e->exponent -= 512;
  } else if (e->fraction > 0x1p256) {
    e->fraction *= 0x1p-512;
    e->exponent += 512;
  }
}

// Along diagonal d from (d, index) to (d, target). A run of ties can take hundreds of steps, over
// which the weight leaves the range of doubles unless it is brought back at each.
INLINE void slide(Edge *e, int64_t d, int64_t target, double p, double q) {
#pragma clang fp contract(off)
  while (e->index < target) {
    e->fraction *= p * (double)(d - e->index) / (q * (double)(e->index + 1));
    e->index++;
    normalise(e);
  }
  while (e->index > target) {
    e->fraction *= q * (double)e->index / (p * (double)(d - e->index + 1));
    e->index--;
    normalise(e);
  }
}

// From (d - 1, index) to (d, target), target <= d.
INLINE void advance(Edge *e, int64_t d, int64_t target, double p, double q) {
#pragma clang fp contract(off)
  if (target > e->index) {
    e->index++;
    e->fraction *= p * ((double)d / (double)e->index);
  } else {
    e->fraction *= q * ((double)d / (double)(d - e->index));
  }
  normalise(e);
  slide(e, d, target, p, q);
}

INLINE double plain(const Edge *e) {
  if (e->exponent == 0) return e->fraction;
  return e->exponent < -1024 ? 0 : ldexp(e->fraction, (int)e->exponent);
}

// The boundaries on diagonal d: top = floor((d n + h - 1) / N), bottom = floor((d n - h) / N).
// Cells with bottom < i <= top do not hit. lo...hi are those that some path reaches without a hit.
typedef struct {
  int64_t n, m, top, bottom, top_rest, bottom_rest, lo, hi;
  bool above, below;
} Band;

INLINE Band band(int64_t h, int64_t n, int64_t m, int sides) {
  const int64_t total = n + m;
  const int64_t down = (h + total - 1) / total;
  return (Band){
      .n = n, .m = m, .top = (h - 1) / total, .top_rest = (h - 1) % total, .bottom = -down,
      .bottom_rest = down * total - h, .above = (sides & DRIFTLINE_KS_ABOVE) != 0,
      .below = (sides & DRIFTLINE_KS_BELOW) != 0};
}

// To diagonal d; false where every cell of it is full.
INLINE bool next(Band *b, int64_t d, bool checked) {
  const int64_t total = b->n + b->m;
  b->top_rest += b->n;
  if (b->top_rest >= total) b->top_rest -= total, b->top++;
  b->bottom_rest += b->n;
  if (b->bottom_rest >= total) b->bottom_rest -= total, b->bottom++;
  if (b->hi < b->n) b->hi++;
  if (b->lo < d - b->m) b->lo = d - b->m;
  if (checked) {
    if (b->above && b->hi > b->top) b->hi = b->top;
    if (b->below && b->lo <= b->bottom) b->lo = b->bottom + 1;
  }
  return b->lo <= b->hi;
}

INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
INLINE int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

// One diagonal further for `count` cells and up to CHUNK - 1 behind them, which nobody reads again.
INLINE void relax(double *cell, int64_t count, double p, double q) {
#pragma clang fp contract(off)
  for (; count > 0; count -= CHUNK, cell += CHUNK)
    for (int t = 0; t < CHUNK; t++) cell[t] = q * cell[t] + p * cell[t + 1];
}

// Asks, once some more millions of cells have been gone through, whether to leave off.
INLINE bool leaves_off(int64_t *rest, int64_t cells, bool (*is_over)(void *), void *context) {
  *rest -= cells + CHUNK;
  if (*rest > 0) return false;
  *rest = 1 << 22;
  return is_over && is_over(context);
}

DRIFTLINE_CLONES
double driftline_ks_lattice(
    int64_t h, int64_t n, int64_t m, int sides, const bool *checkable, double *cells,
    bool (*is_over)(void *), void *context) {
  const int64_t total = n + m;
  const double p = (double)n / (double)total, q = (double)m / (double)total;
  const int64_t room = n + 1 + DRIFTLINE_KS_PADDING;
  for (int64_t k = 0; k < room; k++) cells[k] = 0;
  double *const origin = cells + LEAD + n;  // origin[-i] is cell i
  Band b = band(h, n, m, sides);
  Edge upper = {1, 0, 0}, lower = {1, 0, 0};
  // Nonzero cells: those up to `front` that stem from hits below, those from `rear` on above.
  int64_t front = -1, rear = total + 1;
  bool joined = false;
  int64_t rest = 0;

  for (int64_t d = 1; d <= total; d++) {
    if (!next(&b, d, !checkable || checkable[d - 1])) return 1;
    if (leaves_off(&rest, b.hi - b.lo, is_over, context)) return NAN;
    if (front >= 0) front++;
    if (!joined && front >= 0 && front + 4 * CHUNK >= rear) joined = true;
    if (joined) {
      relax(origin - b.hi, b.hi - b.lo + 1, p, q);
    } else {
      if (rear <= b.hi) relax(origin - b.hi, b.hi - most(rear, b.lo) + 1, p, q);
      if (front >= b.lo) relax(origin - least(front, b.hi), least(front, b.hi) - b.lo + 1, p, q);
    }
    if (b.above) {
      advance(&upper, d, least(b.hi + 1, d), p, q);
      if (b.hi < least(d, n)) {
        origin[-b.hi - 1] = plain(&upper);
        rear = least(rear, b.hi + 1);
      }
    }
    if (b.below) {
      advance(&lower, d, most(b.lo - 1, 0), p, q);
      if (b.lo > most(0, d - m)) {
        origin[1 - b.lo] = plain(&lower);
        front = most(front, b.lo - 1);
      }
    }
    if (!joined && d % 32 == 0) {  // what is too small to matter stays out of the slow subnormals
      for (; front > b.lo - 1 && origin[-front] < 1e-295; front--) origin[-front] = 0;
      for (; rear < b.hi + 1 && origin[-rear] < 1e-295; rear++) origin[-rear] = 0;
    }
  }
  Edge *last = b.above ? &upper : &lower;
  const double share = origin[-n];
  slide(last, total, n, p, q);
  const double probability = share / plain(last);
  if (!(probability > 1e-270)) return -1;
  return probability < 1 ? probability : 1;
}

enum { BLOCK = DRIFTLINE_KS_BLOCK, WIDEST = 600 };

// The cells as fractions, and for each block the power of two they are to be multiplied with;
// scales[b] = 2^(exponents[b + 1] - exponents[b]) is what a cell of the next block is worth here.
typedef struct {
  double *cells, *scales;
  int64_t *exponents;
  int64_t blocks;
} Wide;

// 2^e; 0 where that underflows, and where it would overflow, which only empty blocks ask for.
INLINE double power(int64_t e) { return e < -1074 || e > 1023 ? 0 : ldexp(1, (int)e); }

INLINE void link(Wide *w, int64_t b) {
  if (b < 0 || b + 1 >= w->blocks) return;
  w->scales[b] = power(w->exponents[b + 1] - w->exponents[b]);
}

// Gives block b an exponent, and its cells the same values.
INLINE void restate(Wide *w, int64_t b, int64_t exponent) {
  const double factor = power(w->exponents[b] - exponent);
  for (int t = 0; t < BLOCK; t++) w->cells[b * BLOCK + t] *= factor;
  w->exponents[b] = exponent;
  link(w, b - 1);
  link(w, b);
}

// The largest cell of a block.
INLINE double peak(const Wide *w, int64_t b) {
  double largest = 0;
  for (int t = 0; t < BLOCK; t++) {
    const double cell = w->cells[b * BLOCK + t];
    largest = cell > largest ? cell : largest;
  }
  return largest;
}

// Brings block b near 1, and no more than 2^WIDEST below its neighbour.
INLINE void settle(Wide *w, int64_t b) {
  const double largest = peak(w, b);
  int shift = 0;
  if (largest > 0) frexp(largest, &shift);
  int64_t exponent = w->exponents[b] + shift;
  if (b + 1 < w->blocks && peak(w, b + 1) > 0) {
    const int64_t next = w->exponents[b + 1];
    exponent = largest > 0 ? most(exponent, next - WIDEST) : next;
  }
  if (exponent != w->exponents[b]) restate(w, b, exponent);
}

// Writes an edge's weight into cell k.
INLINE void write(Wide *w, int64_t k, const Edge *e) {
  const int64_t b = k / BLOCK;
  if (e->exponent - w->exponents[b] > WIDEST || peak(w, b) == 0) restate(w, b, e->exponent);
  const int64_t gap = e->exponent - w->exponents[b];
  w->cells[k] = gap < -1300 ? 0 : ldexp(e->fraction, (int)gap);
}

// One diagonal further for the blocks that hold cells from...through.
INLINE void relax_wide(Wide *w, int64_t from, int64_t through, double p, double q) {
#pragma clang fp contract(off)
  for (int64_t b = from / BLOCK; b <= through / BLOCK; b++) {
    double *const cell = w->cells + b * BLOCK;
    const double inflow = b + 1 < w->blocks ? p * (cell[BLOCK] * w->scales[b]) : 0;
    const double last = q * cell[BLOCK - 1] + inflow;
    for (int t = 0; t < BLOCK - 1; t++) cell[t] = q * cell[t] + p * cell[t + 1];
    cell[BLOCK - 1] = last;
  }
}

DRIFTLINE_CLONES
double driftline_ks_lattice_wide(
    int64_t h, int64_t n, int64_t m, int sides, const bool *checkable, double *cells,
    double *scales, int64_t *exponents, size_t blocks, int64_t *exponent, bool (*is_over)(void *),
    void *context) {
  const int64_t total = n + m;
  const double p = (double)n / (double)total, q = (double)m / (double)total;
  Wide w = {cells, scales, exponents, (int64_t)blocks};
  for (int64_t k = 0; k < w.blocks * BLOCK; k++) cells[k] = 0;
  for (int64_t k = 0; k < w.blocks; k++) exponents[k] = 0, scales[k] = 1;
  const int64_t origin = LEAD + n;  // cell i is cells[origin - i]
  Band b = band(h, n, m, sides);
  Edge upper = {1, 0, 0}, lower = {1, 0, 0};
  int64_t front = -1, rear = total + 1;
  bool joined = false;
  int64_t rest = 0;
  *exponent = 0;

  for (int64_t d = 1; d <= total; d++) {
    if (!next(&b, d, !checkable || checkable[d - 1])) return 1;
    if (leaves_off(&rest, b.hi - b.lo, is_over, context)) return NAN;
    if (front >= 0) {
      front++;
      const int64_t k = origin - least(front, b.hi);  // a block that the front enters is empty
      if (!joined && (k + 1) % BLOCK == 0) settle(&w, k / BLOCK);
    }
    if (!joined && front >= 0 && front + 4 * BLOCK >= rear) {
      joined = true;
      const int64_t last = (origin - least(front, b.hi)) / BLOCK;
      for (int64_t k = last; k >= (origin - least(rear, b.hi + 1)) / BLOCK; k--) settle(&w, k);
    }
    const int64_t low = b.lo, high = b.hi;
    if (joined) {
      relax_wide(&w, origin - high, origin - low, p, q);
    } else {
      if (rear <= high) relax_wide(&w, origin - high, origin - most(rear, low), p, q);
      if (front >= low) relax_wide(&w, origin - least(front, high), origin - low, p, q);
    }
    if (b.above) {
      advance(&upper, d, least(b.hi + 1, d), p, q);
      if (b.hi < least(d, n)) {
        write(&w, origin - b.hi - 1, &upper);
        rear = least(rear, b.hi + 1);
      }
    }
    if (b.below) {
      advance(&lower, d, most(b.lo - 1, 0), p, q);
      if (b.lo > most(0, d - m)) {
        write(&w, origin + 1 - b.lo, &lower);
        front = most(front, b.lo - 1);
      }
    }
    if (d % 16 == 0) {
      const int64_t first = joined || rear <= high ? high : least(front, high);
      const int64_t last = joined || front >= low ? low : most(rear, low);
      if (first >= last)
        for (int64_t k = (origin - last) / BLOCK; k >= (origin - first) / BLOCK; k--) settle(&w, k);
    }
  }
  Edge *end = b.above ? &upper : &lower;
  slide(end, total, n, p, q);
  *exponent = exponents[LEAD / BLOCK] - end->exponent;
  return cells[LEAD] / end->fraction;
}
