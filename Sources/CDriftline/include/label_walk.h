// Many labellings of one ordered sample, walked at once.
#ifndef DRIFTLINE_LABEL_WALK_H
#define DRIFTLINE_LABEL_WALK_H

#include "annotations.h"

/// The area between two distribution functions under each of `columns` labellings of `count` pooled
/// values in ascending order, of which rank k is row order[k] and the next one lies gaps[k] higher:
///   areas[c] += sum over k < count - 1 of gaps[k] * |up * L(k, c) - down * (k + 1)|
/// with L(k, c) the number of labels 1 of column c among the first k + 1 ranks. With up = 1/n + 1/m
/// and down = 1/m that is the integral of |F - G| for n labels 1 of n + m. Labels are row-major,
/// `stride` apart; gaps has count - 1 elements. Plain sums in rank order: the same bits on every
/// instruction set. count = 0 or columns = 0: nothing is written, pointers may be null.
void driftline_label_walk(const uint32_t *_Nullable order DRIFTLINE_NOESCAPE,
                          const double *_Nullable gaps DRIFTLINE_NOESCAPE, size_t count,
                          const uint8_t *_Nullable labels DRIFTLINE_NOESCAPE, size_t columns,
                          size_t stride, double up, double down,
                          double *_Nullable areas DRIFTLINE_NOESCAPE);

#endif
