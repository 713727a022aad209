// The Laplace transform of a quadratic form of the Brownian bridge, as a loaded string.
#ifndef DRIFTLINE_BRIDGE_DETERMINANT_H
#define DRIFTLINE_BRIDGE_DETERMINANT_H

#include "annotations.h"

// How many arguments are worked on side by side.
enum { DRIFTLINE_BRIDGE_LANES = 8 };

// det(I - 2 zeta C M) for DRIFTLINE_BRIDGE_LANES complex zeta at once, where C is the covariance of
// a Brownian bridge at `count` rising points of (0, 1) and M the tridiagonal matrix of a quadratic
// form. It is the displacement at 1 of a string that leaves 0 with slope 1 and is bent at the
// points:
//   U[k] = U[k-1] + gaps[k] S,   S -= 2 zeta weights[k] U[k] + zeta v (2 + zeta v gaps[k]) U[k-1],
// with v = neighbours[k] the weight of B[k-1] B[k]. gaps[count] leads from the last point to 1.
//
// gaps: count + 1 doubles, positive. weights: count. neighbours: count, the first 0, or null where
// M is diagonal. real, imaginary: zeta, overwritten by the determinant over 2^(256 power).
// half_turns: how often the imaginary part of U changed its sign on the way, 0 counted as positive;
// while M is positive semidefinite and the imaginary part of zeta positive, the argument falls at
// each point by less than pi, so that the count gives the continuous branch of the logarithm.
// Nothing aliases. count = 0 gives gaps[0]. Magnitudes abs(zeta) weights up to 1e20 cannot
// overflow. No return code.
void driftline_bridge_determinant(
    const double *_Nonnull gaps DRIFTLINE_NOESCAPE,
    const double *_Nullable weights DRIFTLINE_NOESCAPE,
    const double *_Nullable neighbours DRIFTLINE_NOESCAPE, double *_Nonnull real DRIFTLINE_NOESCAPE,
    double *_Nonnull imaginary DRIFTLINE_NOESCAPE, double *_Nonnull power DRIFTLINE_NOESCAPE,
    double *_Nonnull half_turns DRIFTLINE_NOESCAPE, size_t count);

#endif
