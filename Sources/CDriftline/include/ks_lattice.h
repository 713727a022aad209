// The exact null law of the two-sample Kolmogorov-Smirnov statistic, by lattice paths.
#ifndef DRIFTLINE_KS_LATTICE_H
#define DRIFTLINE_KS_LATTICE_H

#include <stdbool.h>

#include "annotations.h"

// Which deviations count: F above G by h, F below G by h, or both.
enum {
  DRIFTLINE_KS_ABOVE = 1,
  DRIFTLINE_KS_BELOW = 2,
};

// Room the kernels want beyond the n + 1 cells of a diagonal, and the cells that share an exponent.
enum {
  DRIFTLINE_KS_PADDING = 128,
  DRIFTLINE_KS_BLOCK = 32,
};

// The probability that a random lattice path from (0, 0) to (n, m) hits: that it passes a point
// (i, j) on a checkable diagonal d = i + j where i m - j n >= h (sides has ABOVE) or
// j n - i m >= h (sides has BELOW). It is C(n, m) of
//   C(i, j) = 1 at a hit, else i/(i+j) C(i-1, j) + j/(i+j) C(i, j-1),   C(0, 0) = 0,
// a sum of positive terms only, computed as A(i, j) = W(i, j) C(i, j) with the binomial weights
// W = (d over i) p^i q^j, p = n/(n+m), q = m/(n+m), so that a step is
//   A(i, j) = p A(i-1, j) + q A(i, j-1).
//
// h >= 1, n >= 1, m >= 1, n m <= 2^62. checkable[d - 1] tells whether diagonal d may hit, for d in
// 1...n+m; null where all may. cells: n + 1 + DRIFTLINE_KS_PADDING doubles, overwritten; aliases
// nothing. Cost: the cells between the two boundaries. Relative error about 1e-15 sqrt(n + m).
// is_over, where it is not null, is asked with `context` every few million cells whether to leave off.
// Returns the probability, or -1 where it is below 1e-270 and the wide kernel is needed, or NaN where
// it was left off.
double driftline_ks_lattice(
    int64_t h, int64_t n, int64_t m, int sides,
    const bool *_Nullable checkable DRIFTLINE_NOESCAPE, double *_Nonnull cells DRIFTLINE_NOESCAPE,
    bool (*_Nullable is_over)(void *_Nullable), void *_Nullable context);

// The same probability however small: returns a fraction, and the power of two to multiply it with
// in *exponent. Every DRIFTLINE_KS_BLOCK cells share an exponent of their own. cells: as above, but
// a whole number of blocks; scales and exponents: one for each block. All are overwritten. Where no
// path hits it returns 0, and NaN where it was left off.
double driftline_ks_lattice_wide(
    int64_t h, int64_t n, int64_t m, int sides,
    const bool *_Nullable checkable DRIFTLINE_NOESCAPE, double *_Nonnull cells DRIFTLINE_NOESCAPE,
    double *_Nonnull scales DRIFTLINE_NOESCAPE, int64_t *_Nonnull exponents DRIFTLINE_NOESCAPE,
    size_t blocks, int64_t *_Nonnull exponent DRIFTLINE_NOESCAPE,
    bool (*_Nullable is_over)(void *_Nullable), void *_Nullable context);

#endif
