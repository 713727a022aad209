// Leaving out missing values.
#ifndef DRIFTLINE_COMPACT_H
#define DRIFTLINE_COMPACT_H

#include "annotations.h"

/// How many of values[0..<n] are NaN. n = 0: values may be null.
int64_t driftline_count_missing(const double *_Nullable values DRIFTLINE_NOESCAPE, size_t n);

/// Copies the values that are not NaN to destination, in order, and returns how many they are.
/// Destination has exact_room places, at least as many as there are such values, and does not
/// overlap values; the places behind the last value written may be overwritten too.
/// n = 0: pointers may be null.
size_t driftline_compact(const double *_Nullable values DRIFTLINE_NOESCAPE, size_t n,
                         double *_Nullable destination DRIFTLINE_NOESCAPE, size_t room);

#endif
