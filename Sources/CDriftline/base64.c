#include "base64.h"

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>
#define DRIFTLINE_X86 1
#endif

/// The value of each ASCII character; 0xff outside of the alphabet.
static const uint8_t values[128] = {
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3e, 0xff, 0xff, 0xff, 0x3f,
    0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e,
    0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28,
    0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x31, 0x32, 0x33, 0xff, 0xff, 0xff, 0xff, 0xff,
};

static uint32_t value(uint8_t c) { return c < 128 ? values[c] : 0xff; }

static size_t decode_portable(const uint8_t *text, size_t n, uint8_t *out) {
  size_t i = 0;
  for (; i + 4 <= n; i += 4, out += 3) {
    const uint32_t a = value(text[i]), b = value(text[i + 1]);
    const uint32_t c = value(text[i + 2]), d = value(text[i + 3]);
    if ((a | b | c | d) & 0x80) break;
    const uint32_t bits = a << 18 | b << 12 | c << 6 | d;
    out[0] = (uint8_t)(bits >> 16);
    out[1] = (uint8_t)(bits >> 8);
    out[2] = (uint8_t)bits;
  }
  return i;
}

#ifdef DRIFTLINE_X86

// A vector's values, and its bytes, are stored only where all of its characters are of the alphabet.

__attribute__((target("avx2")))
static size_t decode_avx2(const uint8_t *text, size_t n, uint8_t *out) {
  // Which characters there are: a bit for each high half, a set of them for each low half.
  const __m256i low_sets = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1a, 0x1b,
                    0x1b, 0x1b, 0x1a));
  const __m256i high_sets = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10,
                    0x10, 0x10, 0x10));
  // What is added to a character to make its value, by high half; '/' takes the place before.
  const __m256i shifts = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i nibble = _mm256_set1_epi8(0x0f), slash = _mm256_set1_epi8('/');
  const __m256i order = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
  const __m256i together = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
  size_t i = 0;
  // 32 bytes are stored for 24 that are meant: there is room while 44 characters are left.
  for (; i + 44 <= n; i += 32, out += 24) {
    const __m256i characters = _mm256_loadu_si256((const __m256i *)(text + i));
    const __m256i high = _mm256_and_si256(_mm256_srli_epi32(characters, 4), nibble);
    const __m256i low = _mm256_and_si256(characters, nibble);
    const __m256i wrong =
        _mm256_and_si256(_mm256_shuffle_epi8(low_sets, low), _mm256_shuffle_epi8(high_sets, high));
    if (!_mm256_testz_si256(wrong, wrong)) break;
    const __m256i place = _mm256_add_epi8(_mm256_cmpeq_epi8(characters, slash), high);
    const __m256i six = _mm256_add_epi8(characters, _mm256_shuffle_epi8(shifts, place));
    const __m256i twelve = _mm256_maddubs_epi16(six, _mm256_set1_epi32(0x01400140));
    const __m256i bits = _mm256_madd_epi16(twelve, _mm256_set1_epi32(0x00011000));
    const __m256i bytes = _mm256_shuffle_epi8(bits, order);
    _mm256_storeu_si256((__m256i *)out, _mm256_permutevar8x32_epi32(bytes, together));
  }
  return i + decode_portable(text + i, n - i, out);
}

__attribute__((target("avx512f,avx512bw,avx512vbmi")))
static size_t decode_avx512(const uint8_t *text, size_t n, uint8_t *out) {
  const __m512i first = _mm512_loadu_si512(values), second = _mm512_loadu_si512(values + 64);
  uint8_t places[64] = {0};
  for (int byte = 0; byte < 48; byte++) places[byte] = (uint8_t)(byte / 3 * 4 + 2 - byte % 3);
  const __m512i order = _mm512_loadu_si512(places);
  size_t i = 0;
  for (; i + 64 <= n; i += 64, out += 48) {
    const __m512i characters = _mm512_loadu_si512(text + i);
    const __m512i six = _mm512_permutex2var_epi8(first, characters, second);
    if (_mm512_movepi8_mask(_mm512_or_si512(six, characters))) break;
    const __m512i twelve = _mm512_maddubs_epi16(six, _mm512_set1_epi32(0x01400140));
    const __m512i bits = _mm512_madd_epi16(twelve, _mm512_set1_epi32(0x00011000));
    _mm512_mask_storeu_epi8(out, 0x0000ffffffffffff, _mm512_permutexvar_epi8(order, bits));
  }
  return i + decode_portable(text + i, n - i, out);
}

int driftline_base64_fastest(void) {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vbmi"))
    return DRIFTLINE_BASE64_AVX512;
  return __builtin_cpu_supports("avx2") ? DRIFTLINE_BASE64_AVX2 : DRIFTLINE_BASE64_PORTABLE;
}

size_t driftline_base64_decode(const uint8_t *text, size_t n, uint8_t *out, int path) {
  if (n < 4) return 0;
  switch (path) {
    case DRIFTLINE_BASE64_AVX512: return decode_avx512(text, n, out);
    case DRIFTLINE_BASE64_AVX2: return decode_avx2(text, n, out);
    default: return decode_portable(text, n, out);
  }
}

#else

int driftline_base64_fastest(void) { return DRIFTLINE_BASE64_PORTABLE; }

size_t driftline_base64_decode(const uint8_t *text, size_t n, uint8_t *out, int path) {
  (void)path;
  return n < 4 ? 0 : decode_portable(text, n, out);
}

#endif
