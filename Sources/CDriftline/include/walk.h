// One walk up two sorted samples at once: every statistic of two empirical distributions.
#ifndef DRIFTLINE_WALK_H
#define DRIFTLINE_WALK_H

#include "annotations.h"

/// What to compute: a sum of these.
enum {
  DRIFTLINE_WALK_SUPREMUM = 1,
  DRIFTLINE_WALK_AREA = 2,
  DRIFTLINE_WALK_SQUARED_AREA = 4,
  DRIFTLINE_WALK_SQUARED_MASS = 8,
  DRIFTLINE_WALK_ANDERSON_DARLING = 16,
  DRIFTLINE_WALK_MIDRANK = 32,
  DRIFTLINE_WALK_DISTINCT = 64,
};

/// Sums over the distinct pooled values z that end in one stretch of pooled ranks. i and j are how
/// many of a and of b are <= z, d = i*m - j*n, t = d * scale, l the multiplicity of z, r = i + j,
/// N = n + m, gap the distance to the next distinct value times gap_scale.
struct driftline_walk_sums {
  int64_t plus;  // max d, INT64_MIN when no value ends here
  int64_t minus;  // max -d
  double plus_location;  // the first z with it
  double minus_location;
  double area;  // sum of |t| * gap
  double squared_area;  // sum of t^2 * gap
  double squared_mass;  // sum of l * d^2
  double anderson_darling;  // sum of l * d^2 / (r * (N - r)), r < N
  double midrank;  // sum of l * (d' + d)^2 / (s * (2N - s) - N * l), d' and r' of the value
                   // before, s = r' + r; left out where all N values are equal
  int64_t distinct;  // how many z
};

/// Walks the pooled ranks first..<last of a[0..<n] and b[0..<m], both ascending without NaN, n and
/// m at least 1, n*m < 2^63; computes what `needs` names and sets the rest to 0. The area of a
/// stretch with an infinite gap is inf. Same bits on every instruction set.
void driftline_walk(const double *_Nonnull a DRIFTLINE_NOESCAPE, size_t n,
                    const double *_Nonnull b DRIFTLINE_NOESCAPE, size_t m, size_t first,
                    size_t last, unsigned needs, double scale, double gap_scale,
                    struct driftline_walk_sums *_Nonnull out DRIFTLINE_NOESCAPE);

/// How many of a are among the first `rank` of the merged order, where of equal values those of a
/// come first. a and b ascending without NaN; rank <= n + m. n = 0 or m = 0: that
/// pointer may be null.
size_t driftline_merge_split(const double *_Nullable a DRIFTLINE_NOESCAPE, size_t n,
                             const double *_Nullable b DRIFTLINE_NOESCAPE, size_t m, size_t rank);

#endif
