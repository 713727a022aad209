#include "CPeers.h"

enum { LANES = 64 };

#if defined(__x86_64__) && defined(__linux__)
__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
double cpeers_sum(const double *values, size_t n) {
  double lane[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t j = 0; j < LANES; j++) lane[j] += values[i + j];
  for (; i < n; i++) lane[0] += values[i];
  double sum = 0;
  for (size_t j = 0; j < LANES; j++) sum += lane[j];
  return sum;
}
