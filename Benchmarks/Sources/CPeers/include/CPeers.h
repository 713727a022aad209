#pragma once

#include <stddef.h>

/// The p-value of a two-sample Kolmogorov-Smirnov statistic of h/(n m) or more without ties, by the
/// plain recursion over all n m lattice points.
///
/// `row` has room for m + 1 numbers.
///
/// Source: T. Viehmann, arXiv 2102.08037 (2021), section 3.
double cpeers_ks_p(long h, long n, long m, double *row);

/// The sum of `n` numbers: reads memory as fast as one core can.
double cpeers_sum(const double *values, size_t n);
