#include "CSort.h"

#include <hwy/contrib/sort/vqsort.h>
#include <hwy/nanobenchmark.h>

// Highway's library measures the resolution of its clock when it is loaded, for benchmarks of its own,
// at every start of a process. This takes that function's place.
uint64_t hwy::platform::TimerResolution() { return 1; }

void driftline_sort_ascending(double *values, size_t n) {
  if (n < 2) return;
  hwy::Sorter sorter;
  sorter(values, n, hwy::SortAscending());
}
