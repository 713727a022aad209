#include "CPeers.h"

// The share of the paths from (0, 0) to (i, j) on which |i m - j n| has reached h: 1 beyond the
// boundary, elsewhere the mean of the two points before, weighted by how many paths come from each.
double cpeers_ks_p(long h, long n, long m, double *row) {
  for (long j = 0; j <= m; j++) row[j] = j * n >= h;
  for (long i = 1; i <= n; i++) {
    row[0] = i * m >= h;
    for (long j = 1; j <= m; j++) {
      const long d = i * m - j * n;
      row[j] = d >= h || -d >= h ? 1.0 : ((double)i * row[j] + (double)j * row[j - 1]) / (double)(i + j);
    }
  }
  return row[m];
}
