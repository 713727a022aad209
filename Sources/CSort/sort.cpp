#include "CSort.h"

#include <hwy/contrib/sort/vqsort.h>

void driftline_sort_ascending(double *values, size_t n) {
  if (n < 2) return;
  hwy::Sorter sorter;
  sorter(values, n, hwy::SortAscending());
}
