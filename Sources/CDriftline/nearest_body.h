// The body of nearest.c, once for each type: REAL, its integers INDEX and SIGNED, and NAME(x) for
// its functions.

#define LANES (64 / sizeof(REAL))
#define VECTOR NAME(vector)
#define INDICES NAME(indices)
#define KEYS NAME(keys)
#define UNALIGNED NAME(unaligned)
#define LOAD(POINTER) (*(const UNALIGNED *)(POINTER))

typedef REAL VECTOR __attribute__((vector_size(64)));
typedef INDEX INDICES __attribute__((vector_size(64)));
typedef SIGNED KEYS __attribute__((vector_size(64)));
typedef REAL UNALIGNED __attribute__((vector_size(64), aligned(sizeof(REAL)), may_alias));

// Lane l sees the scores l, l + LANES, l + 2 LANES, ... and keeps the first of its greatest.
INLINE void NAME(see)(const VECTOR *score, const INDICES *at, VECTOR *best, INDICES *index) {
  const INDICES better = (INDICES)(*score > *best);
  *best = (VECTOR)(((INDICES)*score & better) | ((INDICES)*best & ~better));
  *index = (*at & better) | (*index & ~better);
}

// Floats as integers in the same order, which were measured faster to compare, as they know no NaN.
INLINE void NAME(turn)(KEYS *key) {
  *key ^= (KEYS)((INDICES)(*key >> (8 * sizeof(REAL) - 1)) >> 1);
}

// The lowest index of the greatest score. An index of a lane that has none is above all.
INLINE INDEX NAME(choose)(const VECTOR *best, const INDICES *index, REAL *score) {
  KEYS key = (KEYS)(*best + (REAL)0);  // one key for both zeros
  NAME(turn)(&key);
  KEYS greatest = (KEYS){0} + __builtin_reduce_max(key);
  const INDICES others = (INDICES)(key != greatest);
  NAME(turn)(&greatest);
  *score = ((VECTOR)greatest)[0];
  return __builtin_reduce_min(*index | others);
}

DRIFTLINE_CLONES
void NAME(driftline_nearest)(const REAL *products, size_t count, size_t vector_count,
                             const REAL *half_norms, int32_t *indices, REAL *scores) {
  const size_t whole = vector_count / LANES * LANES, rest = vector_count - whole;
  // Behind the last vector half norms are infinite: whatever is read there, it does not win.
  REAL lane[LANES];
  INDEX place[LANES];
  for (size_t l = 0; l < LANES; l++) {
    lane[l] = l < rest ? half_norms[whole + l] : (REAL)INFINITY;
    place[l] = (INDEX)l;
  }
  VECTOR last_half;
  INDICES first;
  memcpy(&last_half, lane, sizeof lane);
  memcpy(&first, place, sizeof place);
  for (size_t i = 0; i < count; i++) {
    const REAL *p = products + i * vector_count;
    VECTOR best = (VECTOR){0} - (REAL)INFINITY;
    INDICES index = ~(INDICES){0}, at = first;
    for (size_t j = 0; j < whole; j += LANES, at += LANES) {
      const VECTOR score = LOAD(p + j) - LOAD(half_norms + j);
      NAME(see)(&score, &at, &best, &index);
    }
    if (rest > 0) {
      VECTOR last;
      if ((count - i) * vector_count >= whole + LANES) {
        last = LOAD(p + whole);
      } else {
        for (size_t l = 0; l < LANES; l++) lane[l] = l < rest ? p[whole + l] : 0;
        memcpy(&last, lane, sizeof lane);
      }
      last -= last_half;
      NAME(see)(&last, &at, &best, &index);
    }
    REAL score;
    indices[i] = (int32_t)NAME(choose)(&best, &index, &score);
    if (scores) scores[i] = score;
  }
}

#undef LANES
#undef VECTOR
#undef INDICES
#undef KEYS
#undef UNALIGNED
#undef LOAD
