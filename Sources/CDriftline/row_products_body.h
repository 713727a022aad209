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

// The norm whose square was summed in lanes; in double where the sum overflowed.
INLINE double NAME(norm_of)(const struct NAME(call) *call, const REAL *row, REAL sum) {
  if (sizeof(REAL) == sizeof(double) || sum < (REAL)INFINITY) return (double)sum;
  double norm = 0;
  for (size_t k = 0; k < call->dimensions; k++) {
    const double x = (double)row[k] - (double)call->shift[call->shift_step ? k : 0];
    norm += x * x;
  }
  return norm;
}

// `rows` rows against `vectors` vectors from `first` on. All numbers of this kind are constants
// where this is inlined, also `lines`: how many cache lines of `ahead` are fetched in a step.
INLINE void NAME(tile)(const struct NAME(call) *call, const REAL *x, size_t first, int rows,
                       int vectors, int with_norms, int lines, const REAL *ahead, double *norms,
                       REAL *products) {
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
    for (int i = 0; i < rows; i++) {
      row[i] = LOAD(x + (size_t)i * d + k) - shift;
      if (i < lines) __builtin_prefetch(ahead + (size_t)i * LANES, 0, 2);
    }
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) part[j] = LOAD(v + (size_t)j * d + k);
    ADD_STEP
    ahead += (size_t)lines * LANES;
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
    if (with_norms)
      norms[i] = NAME(norm_of)(call, x + (size_t)i * d, NAME(fold)(&norm[i]));
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++)
      products[(size_t)i * call->vector_count + first + (size_t)j] = NAME(fold)(&product[i][j]);
  }
}

// All vectors: FIRST_VECTORS with the norms, then VECTORS at a time. Meanwhile the rows AHEAD of these
// are fetched to the second-level cache, line after line: the memory was measured
// slower at serving four rows side by side than rows one after the other. Addresses behind the last row
// do no harm.
INLINE void NAME(rows)(const struct NAME(call) *call, const REAL *x, int rows, double *norms,
                       REAL *products) {
  const int tall = rows == ROWS;
  const size_t n = call->vector_count, d = call->dimensions;
  const REAL *ahead = tall ? x + AHEAD * d : x;
  size_t first = 0;
#define TILE(NUMBER, NORMS, LINES) \
  NAME(tile)(call, x, first, rows, NUMBER, NORMS, tall ? LINES : 0, ahead, norms, products)
  switch (n) {
    case 0: TILE(0, 1, ROWS); return;
    case 1: TILE(1, 1, ROWS); return;
    case 2: TILE(2, 1, ROWS); return;
    case 3: TILE(3, 1, ROWS); return;
    case 4: TILE(4, 1, ROWS); return;
    case 5: TILE(5, 1, ROWS); return;
    default: TILE(FIRST_VECTORS, 1, ROWS / 2);
  }
  ahead += tall ? ROWS / 2 * d : 0;
  for (first = FIRST_VECTORS; first < n; first += VECTORS) switch (n - first) {
      case 1: TILE(1, 0, ROWS / 2); break;
      case 2: TILE(2, 0, ROWS / 2); break;
      case 3: TILE(3, 0, ROWS / 2); break;
      case 4: TILE(4, 0, ROWS / 2); break;
      case 5: TILE(5, 0, ROWS / 2); break;
      default: TILE(VECTORS, 0, ROWS / 2);
    }
#undef TILE
}

// Tall tiles are for 32 registers of 64 bytes; shorter ones hold the sums of one row.
INLINE void NAME(tiles)(const struct NAME(call) *call, const REAL *x, size_t count, int tall,
                        double *norms, REAL *products) {
  size_t i = 0;
  for (; tall && i + ROWS <= count; i += ROWS)
    NAME(rows)(call, x + i * call->dimensions, ROWS, norms + i, products + i * call->vector_count);
  for (; i < count; i++)
    NAME(rows)(call, x + i * call->dimensions, 1, norms + i, products + i * call->vector_count);
}

#if DRIFTLINE_LEVELS
DRIFTLINE_V4 static void NAME(tiles_v4)(const struct NAME(call) *call, const REAL *x, size_t count,
                                        double *norms, REAL *products) {
  NAME(tiles)(call, x, count, 1, norms, products);
}

DRIFTLINE_V3 static void NAME(tiles_v3)(const struct NAME(call) *call, const REAL *x, size_t count,
                                        double *norms, REAL *products) {
  NAME(tiles)(call, x, count, 0, norms, products);
}

// The same sums in the same lanes, one after the other.
static REAL NAME(plain_product)(const struct NAME(call) *call, const REAL *x, const REAL *v) {
  REAL lane[LANES] = {0};
  VECTOR sum;
  for (size_t k = 0; k < call->dimensions; k++) {
    const REAL row = x[k] - call->shift[call->shift_step ? k : 0];
    const REAL w = v ? v[k] : row;
    lane[k % LANES] = FMA(row, w, lane[k % LANES]);
  }
  memcpy(&sum, lane, sizeof sum);
  return NAME(fold)(&sum);
}

static void NAME(tiles_plain)(const struct NAME(call) *call, const REAL *x, size_t count,
                              double *norms, REAL *products) {
  for (size_t i = 0; i < count; i++, x += call->dimensions) {
    norms[i] = NAME(norm_of)(call, x, NAME(plain_product)(call, x, NULL));
    for (size_t j = 0; j < call->vector_count; j++)
      *products++ = NAME(plain_product)(call, x, call->vectors + j * call->dimensions);
  }
}
#endif

void NAME(driftline_row_products)(const REAL *rows, size_t count, size_t dimensions,
                                  const REAL *shift, const REAL *vectors, size_t vector_count,
                                  double *norms, REAL *products) {
  static const REAL zeros[LANES] = {0};
  const struct NAME(call) call = {.dimensions = dimensions, .vector_count = vector_count,
                                  .shift = shift ? shift : zeros, .shift_step = shift ? 1 : 0,
                                  .vectors = vectors};
#if DRIFTLINE_LEVELS
  if (__builtin_cpu_supports("x86-64-v4"))
    NAME(tiles_v4)(&call, rows, count, norms, products);
  else if (__builtin_cpu_supports("x86-64-v3"))
    NAME(tiles_v3)(&call, rows, count, norms, products);
  else
    NAME(tiles_plain)(&call, rows, count, norms, products);
#else
  NAME(tiles)(&call, rows, count, 0, norms, products);
#endif
}

#undef LANES
#undef VECTOR
#undef UNALIGNED
#undef LOAD
#undef FMA
