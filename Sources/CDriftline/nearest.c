#include "nearest.h"

#include <math.h>

#include "dispatch.h"

#pragma clang fp contract(off)

// Lane l sees the vectors l, l + LANES, l + 2 LANES, ...; of equal scores a lane keeps its first,
// and the fold the one with the lowest index.
enum { LANES = 16 };

#define INLINE static inline __attribute__((always_inline))

#define NEAREST(SUFFIX, REAL)                                                                   \
  INLINE int32_t nearest_##SUFFIX(const REAL *p, size_t n, const REAL *half, REAL *score) {     \
    REAL best[LANES];                                                                           \
    int32_t index[LANES];                                                                       \
    for (size_t l = 0; l < LANES; l++) best[l] = -(REAL)INFINITY, index[l] = -1;                \
    size_t j = 0;                                                                               \
    for (; j + LANES <= n; j += LANES)                                                          \
      for (size_t l = 0; l < LANES; l++) {                                                      \
        const REAL s = p[j + l] - half[j + l];                                                  \
        const int better = s > best[l];                                                         \
        best[l] = better ? s : best[l];                                                         \
        index[l] = better ? (int32_t)(j + l) : index[l];                                        \
      }                                                                                         \
    for (size_t l = 0; j < n; j++, l++) {                                                       \
      const REAL s = p[j] - half[j];                                                            \
      const int better = s > best[l];                                                           \
      best[l] = better ? s : best[l];                                                           \
      index[l] = better ? (int32_t)j : index[l];                                                \
    }                                                                                           \
    /* As unsigned, an index of -1 is above all. */                                             \
    for (size_t l = 1; l < LANES; l++)                                                          \
      if (best[l] > best[0] || (best[l] == best[0] && (uint32_t)index[l] < (uint32_t)index[0])) \
        best[0] = best[l], index[0] = index[l];                                                 \
    *score = best[0];                                                                           \
    return index[0];                                                                            \
  }                                                                                             \
                                                                                                \
  DRIFTLINE_CLONES                                                                              \
  void driftline_nearest_##SUFFIX(const REAL *products, size_t count, size_t vector_count,      \
                                  const REAL *half_norms, int32_t *indices, REAL *scores) {     \
    for (size_t i = 0; i < count; i++) {                                                        \
      REAL score;                                                                               \
      indices[i] = nearest_##SUFFIX(products + i * vector_count, vector_count, half_norms,      \
                                    &score);                                                    \
      if (scores) scores[i] = score;                                                            \
    }                                                                                           \
  }

NEAREST(f32, float)
NEAREST(f64, double)
