#include "gaussian.h"

#include <string.h>

#include "dispatch.h"

// Not contracted: the same bits in the vector loop and in its remainder.
#pragma clang fp contract(off)

#define INLINE static inline __attribute__((always_inline))

// exp(x) for x <= 0. x = n log 2 + r with |r| <= log 2 / 2; n comes from adding a number so large
// that the sum's last bit is 1, n log 2 from two parts of which the first times n is exact. The
// polynomials of exp(r) are those of Cephes (f32) and SLEEF (f64).
INLINE float exp_of_f32(float x) {
  const float magic = 0x1.8p23f;
  const float shifted = x * 1.44269504f + magic, n = shifted - magic;
  const float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = (p * (r * r) + r) + 1.0f;
  uint32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits - 0x4b400000u + 127) << 23;  // 2^n
  float power;
  memcpy(&power, &bits, sizeof power);
  const float result = p * power;
  return x < -87.3365447f ? 0.0f : result;
}

INLINE double exp_of_f64(double x) {
  const double magic = 0x1.8p52;
  const double shifted = x * 1.4426950408889634 + magic, n = shifted - magic;
  const double r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
  double p = 2.08860621107283687536341e-09;
  p = p * r + 2.51112930892876518610661e-08;
  p = p * r + 2.75573911234900471893338e-07;
  p = p * r + 2.75572362911928827629423e-06;
  p = p * r + 2.4801587159235472998791e-05;
  p = p * r + 0.000198412698960509205564975;
  p = p * r + 0.00138888888889774492207962;
  p = p * r + 0.00833333333331652721664984;
  p = p * r + 0.0416666666666665047591422;
  p = p * r + 0.166666666666666851703837;
  p = p * r + 0.5;
  p = (p * (r * r) + r) + 1.0;
  uint64_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits - 0x4338000000000000u + 1023) << 52;  // 2^n
  double power;
  memcpy(&power, &bits, sizeof power);
  const double result = p * power;
  return x < -708.3964185322641 ? 0.0 : result;
}

#define GAUSSIAN(SUFFIX, REAL)                                                                  \
  DRIFTLINE_CLONES                                                                              \
  void driftline_gaussian_##SUFFIX(REAL *products, size_t rows, size_t columns, size_t stride,  \
                                   const REAL *row_norms, const REAL *column_norms,             \
                                   REAL gamma) {                                                \
    for (size_t i = 0; i < rows; i++) {                                                         \
      REAL *p = products + i * stride;                                                          \
      const REAL norm = row_norms[i];                                                           \
      for (size_t j = 0; j < columns; j++) {                                                    \
        const REAL squared = (norm + column_norms[j]) - 2 * p[j];                               \
        const REAL distance = squared < 0 ? 0 : squared;                                        \
        p[j] = exp_of_##SUFFIX(-gamma * distance);                                              \
      }                                                                                         \
    }                                                                                           \
  }

GAUSSIAN(f32, float)
GAUSSIAN(f64, double)
