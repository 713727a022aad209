// The body of row_sums.c, once for each type: REAL, and NAME(x) for its functions.

// Whole rows, one after the other: the sums of a few clusters stay in the second-level cache, which
// is fast enough, and the rows come from memory in order. Blocks of columns were measured slower.
INLINE void NAME(add)(const REAL *restrict row, const REAL *restrict shift, size_t n,
                      double *restrict to) {
  if (shift)
    for (size_t j = 0; j < n; j++) to[j] += (double)(row[j] - shift[j]);
  else
    for (size_t j = 0; j < n; j++) to[j] += (double)row[j];
}

DRIFTLINE_CLONES
void NAME(driftline_add_to_clusters)(const REAL *rows, size_t count, size_t dimensions,
                                     const REAL *shift, const int32_t *clusters, double *sums) {
  for (size_t i = 0; i < count; i++)
    if (clusters[i] >= 0)
      NAME(add)(rows + i * dimensions, shift, dimensions, sums + (size_t)clusters[i] * dimensions);
}

// `shifted` and `squared` are constants where this is inlined.
INLINE void NAME(add_columns)(const REAL *restrict row, const REAL *restrict shift, size_t n,
                              double *restrict sum, double *restrict square, int shifted,
                              int squared) {
  for (size_t j = 0; j < n; j++) {
    const double x = (double)row[j] - (shifted ? (double)shift[j] : 0.0);
    sum[j] += x;
    if (squared) square[j] += x * x;
  }
}

// The same of four rows one after the other: sums are loaded and stored a quarter as often.
INLINE void NAME(add_four)(const REAL *restrict row, const REAL *restrict shift, size_t n,
                           double *restrict sum, double *restrict square) {
  for (size_t j = 0; j < n; j++) {
    const double s = (double)shift[j];
    const double a = (double)row[j] - s, b = (double)row[j + n] - s;
    const double c = (double)row[j + 2 * n] - s, d = (double)row[j + 3 * n] - s;
    sum[j] = (((sum[j] + a) + b) + c) + d;
    square[j] = (((square[j] + a * a) + b * b) + c * c) + d * d;
  }
}

DRIFTLINE_CLONES
void NAME(driftline_column_sums)(const REAL *rows, size_t count, size_t dimensions,
                                 const REAL *shift, const uint8_t *kept, double *sums,
                                 double *squares) {
  size_t i = 0;
  if (!kept && shift && squares)
    for (; i + 4 <= count; i += 4)
      NAME(add_four)(rows + i * dimensions, shift, dimensions, sums, squares);
  for (; i < count; i++) {
    if (kept && !kept[i]) continue;
    const REAL *row = rows + i * dimensions;
    if (shift && squares)
      NAME(add_columns)(row, shift, dimensions, sums, squares, 1, 1);
    else if (shift)
      NAME(add_columns)(row, shift, dimensions, sums, squares, 1, 0);
    else if (squares)
      NAME(add_columns)(row, shift, dimensions, sums, squares, 0, 1);
    else
      NAME(add_columns)(row, shift, dimensions, sums, squares, 0, 0);
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
