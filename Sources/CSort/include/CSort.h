// Highway's vectorised quicksort behind a C function.
#ifndef CSORT_H
#define CSORT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Sorts values[0..<n] ascending in place. Finite values only: Highway 1.0.3 pads its vectors with
/// the largest double and returns that in place of +inf. -0.0 and 0.0 are equal, and
/// some of one may become the other. O(n log n) whatever the input. Allocates a buffer of
/// fixed size. n = 0: values may be null.
void driftline_sort_ascending(double *_Nullable values, size_t n);

#ifdef __cplusplus
}
#endif

#endif
