// The body of row_sums.c, once for each type: REAL, and NAME(x) for its functions.

DRIFTLINE_CLONES
void NAME(driftline_add_to_clusters)(const REAL *rows, size_t count, size_t dimensions,
                                     const REAL *shift, const int32_t *clusters, double *sums) {
  static const REAL zeros[COLUMNS] = {0};
  for (size_t first = 0; first < dimensions; first += COLUMNS) {
    const size_t columns = dimensions - first < COLUMNS ? dimensions - first : COLUMNS;
    const REAL *s = shift ? shift + first : zeros;
    for (size_t i = 0; i < count; i++) {
      if (clusters[i] < 0) continue;
      const REAL *row = rows + i * dimensions + first;
      double *to = sums + (size_t)clusters[i] * dimensions + first;
      for (size_t j = 0; j < columns; j++) to[j] += (double)(row[j] - s[j]);
    }
  }
}

DRIFTLINE_CLONES
void NAME(driftline_column_sums)(const REAL *rows, size_t count, size_t dimensions,
                                 const REAL *shift, const uint8_t *kept, double *sums,
                                 double *squares) {
  static const REAL zeros[COLUMNS] = {0};
  for (size_t first = 0; first < dimensions; first += COLUMNS) {
    const size_t columns = dimensions - first < COLUMNS ? dimensions - first : COLUMNS;
    const REAL *s = shift ? shift + first : zeros;
    for (size_t i = 0; i < count; i++) {
      if (kept && !kept[i]) continue;
      const REAL *row = rows + i * dimensions + first;
      double *sum = sums + first;
      if (squares) {
        double *square = squares + first;
        for (size_t j = 0; j < columns; j++) {
          const double x = (double)row[j] - (double)s[j];
          sum[j] += x;
          square[j] += x * x;
        }
      } else {
        for (size_t j = 0; j < columns; j++) sum[j] += (double)row[j] - (double)s[j];
      }
    }
  }
}

DRIFTLINE_CLONES
void NAME(driftline_centre)(const REAL *rows, size_t count, size_t dimensions, const REAL *shift,
                            const uint8_t *kept, REAL *into) {
  for (size_t i = 0; i < count; i++) {
    const REAL *row = rows + i * dimensions;
    REAL *to = into + i * dimensions;
    if (kept && !kept[i])
      for (size_t j = 0; j < dimensions; j++) to[j] = 0;
    else if (shift)
      for (size_t j = 0; j < dimensions; j++) to[j] = row[j] - shift[j];
    else if (to != row)
      memcpy(to, row, dimensions * sizeof(REAL));
  }
}
