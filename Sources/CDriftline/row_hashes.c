#include "row_hashes.h"

#include <string.h>

#include "dispatch.h"

#pragma clang fp contract(off)

#define INLINE static inline __attribute__((always_inline))

// Values of a step, and sums of 64 bits.
enum { WORDS = 16, SUMS = WORDS / 2 };

// Weyl's increment and the finisher of SplitMix64 (Steele, Lea & Flood 2014).
static const uint64_t GOLDEN = 0x9e3779b97f4a7c15u;

INLINE uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

INLINE uint64_t folded_product(uint64_t a, uint64_t b) {
  const unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

struct keys {
  uint32_t first[WORDS];  // of the first WORDS columns
  uint32_t step[WORDS];  // what they grow by for each further WORDS columns, odd
  uint64_t final[SUMS];
  uint64_t start;
};

INLINE void make_keys(struct keys *keys, uint64_t seed, size_t dimensions) {
  uint64_t state = mixed(seed + GOLDEN);
  for (size_t l = 0; l < WORDS; l++) {
    const uint64_t x = mixed(state += GOLDEN);
    keys->first[l] = (uint32_t)x | 1;
    keys->step[l] = (uint32_t)(x >> 32) | 1;
  }
  for (size_t l = 0; l < SUMS; l++) keys->final[l] = mixed(state += GOLDEN);
  keys->start = mixed(state + dimensions);
}

INLINE void add_words(uint64_t *sum, uint32_t *key, const uint32_t *step, const float *values) {
  uint64_t pairs[SUMS], keyed[SUMS];
  uint32_t words[WORDS];
  float positive[WORDS];
  for (size_t l = 0; l < WORDS; l++) positive[l] = values[l] + 0.0f;
  memcpy(words, positive, sizeof words);
  memcpy(pairs, words, sizeof pairs);
  for (size_t l = 0; l < WORDS; l++) words[l] += key[l], key[l] += step[l];
  memcpy(keyed, words, sizeof keyed);
  for (size_t l = 0; l < SUMS; l++)
    sum[l] += (keyed[l] & 0xffffffffu) * (keyed[l] >> 32) + (pairs[l] << 32 | pairs[l] >> 32);
}

INLINE uint64_t finished(const struct keys *keys, const uint64_t *sum) {
  uint64_t hash = keys->start;
  for (size_t l = 0; l < SUMS; l += 2)
    hash += folded_product(sum[l] ^ keys->final[l], sum[l + 1] ^ keys->final[l + 1]);
  return mixed(hash);
}

// What rounding to floats takes from the values of a row, hashed; 0 where it takes nothing.
INLINE uint64_t rest_f32(const float *row, size_t dimensions) {
  (void)row, (void)dimensions;
  return 0;
}

INLINE uint64_t rest_f64(const double *row, size_t dimensions) {
  uint64_t sum = 0;
  for (size_t j = 0; j < dimensions; j++) {
    const double rounded = (double)(float)row[j];
    const double taken = __builtin_isinf(rounded) ? row[j] : row[j] - rounded;
    uint64_t bits;
    memcpy(&bits, &taken, sizeof bits);
    sum += taken != 0 ? mixed(bits ^ (GOLDEN * (j + 1))) : 0;
  }
  return sum;
}

INLINE uint64_t with_rest(uint64_t hash, uint64_t rest) {
  return rest == 0 ? hash : mixed(hash ^ rest);
}

#define REAL float
#define NAME(NAME) NAME##_f32
#include "row_hashes_body.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(NAME) NAME##_f64
#include "row_hashes_body.h"
