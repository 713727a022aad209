// The body of row_sums.c, once for each type: REAL, and NAME(x) for its functions.

INLINE void NAME(add)(const REAL *restrict row, const REAL *restrict shift, size_t n,
                      double *restrict to) {
  for (size_t j = 0; j < n; j++) to[j] += (double)(row[j] - shift[j]);
}

DRIFTLINE_CLONES
void NAME(driftline_add_to_clusters)(const REAL *rows, size_t count, size_t dimensions,
                                     const REAL *shift, const int32_t *clusters, double *sums) {
  static const REAL zeros[COLUMNS] = {0};
  for (size_t start = 0; start < count; start += ROWS) {
    const size_t end = count - start < ROWS ? count : start + ROWS;
    for (size_t first = 0; first < dimensions; first += COLUMNS) {
      const size_t columns = dimensions - first < COLUMNS ? dimensions - first : COLUMNS;
      const REAL *s = shift ? shift + first : zeros;
      for (size_t i = start; i < end; i++) {
        if (clusters[i] < 0) continue;
        const REAL *row = rows + i * dimensions + first;
        double *to = sums + (size_t)clusters[i] * dimensions + first;
        if (columns == COLUMNS)
          NAME(add)(row, s, COLUMNS, to);
        else
          NAME(add)(row, s, columns, to);
      }
    }
  }
}

INLINE void NAME(add_squares)(const REAL *restrict row, const REAL *restrict shift, size_t n,
                              double *restrict sum, double *restrict square) {
  for (size_t j = 0; j < n; j++) {
    const double x = (double)row[j] - (double)shift[j];
    sum[j] += x;
    if (square) square[j] += x * x;
  }
}

DRIFTLINE_CLONES
void NAME(driftline_column_sums)(const REAL *rows, size_t count, size_t dimensions,
                                 const REAL *shift, const uint8_t *kept, double *sums,
                                 double *squares) {
  static const REAL zeros[COLUMNS] = {0};
  for (size_t start = 0; start < count; start += ROWS) {
    const size_t end = count - start < ROWS ? count : start + ROWS;
    for (size_t first = 0; first < dimensions; first += COLUMNS) {
      const size_t columns = dimensions - first < COLUMNS ? dimensions - first : COLUMNS;
      const REAL *s = shift ? shift + first : zeros;
      for (size_t i = start; i < end; i++) {
        if (kept && !kept[i]) continue;
        const REAL *row = rows + i * dimensions + first;
        if (squares)
          NAME(add_squares)(row, s, columns, sums + first, squares + first);
        else
          NAME(add_squares)(row, s, columns, sums + first, NULL);
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
