#include "compact.h"

#include "dispatch.h"

enum { GROUP = 32 };

DRIFTLINE_CLONES
int64_t driftline_count_missing(const double *values, size_t n) {
  int64_t missing = 0;
  for (size_t i = 0; i < n; i++) missing += values[i] != values[i];
  return missing;
}

DRIFTLINE_CLONES
size_t driftline_compact(const double *values, size_t n, double *destination, size_t room) {
  size_t kept = 0, i = 0;
  for (; i + GROUP <= n && kept + GROUP <= room; i += GROUP) {
    const double *from = values + i;
    double *to = destination + kept;
    int64_t missing = 0;
    for (size_t j = 0; j < GROUP; j++) missing |= from[j] != from[j];
    if (!missing) {
      for (size_t j = 0; j < GROUP; j++) to[j] = from[j];
      kept += GROUP;
    } else {
      // Every value is written; one that is missing is overwritten by the next.
      size_t k = 0;
      for (size_t j = 0; j < GROUP; j++) {
        const double x = from[j];
        to[k] = x;
        k += x == x;
      }
      kept += k;
    }
  }
  for (; i < n; i++)
    if (values[i] == values[i]) destination[kept++] = values[i];
  return kept;
}
