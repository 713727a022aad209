// Count, extremes, mean and sum of squared deviations of one block of values.
#ifndef DRIFTLINE_MOMENTS_H
#define DRIFTLINE_MOMENTS_H

#include "annotations.h"

/// What driftline_moments finds. With no finite value minimum is +inf, maximum -inf, the rest 0.
struct driftline_moment_sums {
  int64_t count;  // finite values
  int64_t missing;  // NaN
  int64_t positive_infinities;
  int64_t negative_infinities;
  double minimum;
  double maximum;
  double mean;  // mean + mean_remainder is the mean to about twice a double's digits
  double mean_remainder;
  double m2;  // sum of (x - mean)^2
};

/// Moments of values[0..<n], the finite ones only, in two passes: the mean first, then the
/// deviations from it, whose own sum corrects the mean and m2 (Chan, Golub & LeVeque 1983). Values
/// over 2^500 are scaled by 2^-540, so the mean never overflows; m2 is +inf where its true value
/// is over the largest double. NaN and infinities are counted and left out.
/// n = 0: values may be null. Overwrites *out. Same bits on every instruction set.
void driftline_moments(const double *_Nullable values DRIFTLINE_NOESCAPE, size_t n,
                       struct driftline_moment_sums *_Nonnull out DRIFTLINE_NOESCAPE);

#endif
