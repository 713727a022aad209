// The body of row_products.c, once for each type: REAL, and NAME(x) for its functions.

#define LANES (64 / sizeof(REAL))
#define VECTOR NAME(vector)
#define UNALIGNED NAME(unaligned)
#define FMA __builtin_elementwise_fma
#define LOAD(POINTER) (*(const UNALIGNED *)(POINTER))

typedef REAL VECTOR __attribute__((vector_size(64)));
typedef REAL UNALIGNED __attribute__((vector_size(64), aligned(sizeof(REAL)), may_alias));

// What all tiles of a call have in common.
struct NAME(call) {
  size_t dimensions, vector_count;
  const REAL *shift;  // moves by shift_step a step: a vector of zeros stays where it is
  size_t shift_step;
  const REAL *vectors;
};

// Up to a register's worth of values, zeros behind them.
INLINE void NAME(load_part)(VECTOR *to, const REAL *from, size_t n) {
  REAL part[LANES] = {0};
  for (size_t l = 0; l < n; l++) part[l] = from[l];
  memcpy(to, part, sizeof part);
}

// The lanes' sum, in halves, lane l with lane l + LANES / 2.
INLINE REAL NAME(fold)(const VECTOR *sum) {
  REAL lane[LANES];
  memcpy(lane, sum, sizeof lane);
  for (size_t width = LANES / 2; width > 0; width /= 2)
    for (size_t l = 0; l < width; l++) lane[l] += lane[l + width];
  return lane[0];
}

INLINE double NAME(square_in_double)(const struct NAME(call) *call, const REAL *row) {
  double sum = 0;
  for (size_t k = 0; k < call->dimensions; k++) {
    const double x = (double)row[k] - (double)call->shift[call->shift_step ? k : 0];
    sum += x * x;
  }
  return sum;
}

// `rows` rows against `vectors` vectors from `first` on, both constants where this is inlined.
INLINE void NAME(tile)(const struct NAME(call) *call, const REAL *x, size_t first, int rows,
                       int vectors, int with_norms, double *norms, REAL *products) {
  const size_t d = call->dimensions, whole = d / LANES * LANES;
  const REAL *v = call->vectors + first * d;
  VECTOR product[ROWS][VECTORS], norm[ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    norm[i] = (VECTOR){0};
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) product[i][j] = (VECTOR){0};
  }
#define ADD_STEP                                                           \
  _Pragma("clang loop unroll(full)") for (int i = 0; i < rows; i++) {      \
    if (with_norms) norm[i] = FMA(row[i], row[i], norm[i]);                            \
  }                                                                        \
  _Pragma("clang loop unroll(full)") for (int j = 0; j < vectors; j++) {   \
    const VECTOR w = part[j];                                              \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < rows; i++)      \
        product[i][j] = FMA(row[i], w, product[i][j]);                                       \
  }
  for (size_t k = 0; k < whole; k += LANES) {
    const VECTOR shift = LOAD(call->shift + k * call->shift_step);
    VECTOR row[ROWS], part[VECTORS];
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) row[i] = LOAD(x + (size_t)i * d + k) - shift;
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) part[j] = LOAD(v + (size_t)j * d + k);
    ADD_STEP
  }
  if (whole < d) {
    VECTOR shift, row[ROWS], part[VECTORS];
    NAME(load_part)(&shift, call->shift + whole * call->shift_step, d - whole);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      NAME(load_part)(&row[i], x + (size_t)i * d + whole, d - whole);
      row[i] -= shift;
    }
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++)
      NAME(load_part)(&part[j], v + (size_t)j * d + whole, d - whole);
    ADD_STEP
  }
#undef ADD_STEP
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    if (with_norms) {
      norms[i] = (double)NAME(fold)(&norm[i]);
      if (sizeof(REAL) < sizeof(double) && !(norms[i] < INFINITY))
        norms[i] = NAME(square_in_double)(call, x + (size_t)i * d);
    }
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++)
      products[(size_t)i * call->vector_count + first + (size_t)j] = NAME(fold)(&product[i][j]);
  }
}

// All vectors, VECTORS at a time.
INLINE void NAME(rows)(const struct NAME(call) *call, const REAL *x, int rows, double *norms,
                       REAL *products) {
#define TILE(NUMBER, NORMS) NAME(tile)(call, x, first, rows, NUMBER, NORMS, norms, products)
#define CASES(NORMS)                                      \
  switch (call->vector_count - first) {                   \
    case 0: if (NORMS) TILE(0, NORMS); break;             \
    case 1: TILE(1, NORMS); break;                        \
    case 2: TILE(2, NORMS); break;                        \
    case 3: TILE(3, NORMS); break;                        \
    case 4: TILE(4, NORMS); break;                        \
    default: TILE(5, NORMS);                              \
  }
  size_t first = 0;
  CASES(1)
  for (first = VECTORS; first < call->vector_count; first += VECTORS) CASES(0)
#undef CASES
#undef TILE
}

DRIFTLINE_CLONES
void NAME(driftline_row_products)(const REAL *rows, size_t count, size_t dimensions,
                                  const REAL *shift, const REAL *vectors, size_t vector_count,
                                  double *norms, REAL *products) {
  static const REAL zeros[LANES] = {0};
  const struct NAME(call) call = {.dimensions = dimensions, .vector_count = vector_count,
                                  .shift = shift ? shift : zeros, .shift_step = shift ? 1 : 0,
                                  .vectors = vectors};
  size_t i = 0;
  for (; i + ROWS <= count; i += ROWS)
    NAME(rows)(&call, rows + i * dimensions, ROWS, norms + i, products + i * vector_count);
  for (; i < count; i++)
    NAME(rows)(&call, rows + i * dimensions, 1, norms + i, products + i * vector_count);
}

#undef LANES
#undef VECTOR
#undef UNALIGNED
#undef LOAD
#undef FMA
