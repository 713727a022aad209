#include "include/label_walk.h"

#include "dispatch.h"

#pragma clang fp contract(off)

enum { LANES = 64 };

// One block of at most LANES labellings; inlined with a fixed width where it is full.
static inline __attribute__((always_inline)) void walk_block(
    const uint32_t *order, const double *gaps, size_t count, const uint8_t *labels, size_t width,
    size_t stride, double up, double down, double *areas) {
  int32_t seen[LANES] = {0};
  double sums[LANES] = {0};
  for (size_t k = 0; k + 1 < count; k++) {
    const uint8_t *label = labels + order[k] * stride;
    const double gap = gaps[k];
    const double expected = down * (double)(k + 1);
    for (size_t c = 0; c < width; c++) {
      seen[c] += label[c];
      sums[c] += gap * __builtin_fabs(up * (double)seen[c] - expected);
    }
  }
  for (size_t c = 0; c < width; c++) areas[c] += sums[c];
}

DRIFTLINE_CLONES
void driftline_label_walk(const uint32_t *order, const double *gaps, size_t count,
                          const uint8_t *labels, size_t columns, size_t stride, double up,
                          double down, double *areas) {
  size_t c = 0;
  for (; c + LANES <= columns; c += LANES)
    walk_block(order, gaps, count, labels + c, LANES, stride, up, down, areas + c);
  if (c < columns)
    walk_block(order, gaps, count, labels + c, columns - c, stride, up, down, areas + c);
}
