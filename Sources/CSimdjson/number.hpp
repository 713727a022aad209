// One number as RFC 8259 writes it, to the nearest double.
//
// Digits are read eight at a time, whatever their number, so that their number is no branch. Up to
// 19 of them are a whole number that simdjson scales by a power of ten (D. Lemire, "Number parsing
// at a gigabyte per second", DOI 10.1002/spe.2984); the few cases that this leaves open, and longer
// numbers, go to strtod.
#ifndef DRIFTLINE_NUMBER_HPP
#define DRIFTLINE_NUMBER_HPP

#include <locale.h>
#include <simdjson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

namespace driftline {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first digit is the lowest byte");

inline bool is_digit(uint8_t c) { return uint8_t(c - '0') < 10; }

inline bool is_space(uint8_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr uint64_t powers[] = {1,      10,      100,      1000,     10000,
                               100000, 1000000, 10000000, 100000000};

/// Eight characters, less that of zero each; the first is the lowest byte.
__attribute__((always_inline)) inline uint64_t load_digits(const uint8_t *p) {
  uint64_t bytes;
  memcpy(&bytes, p, 8);
  return bytes ^ 0x3030303030303030;
}

/// The high bit of each byte that is no digit, right up to the first of them: carries go upwards.
__attribute__((always_inline)) inline uint64_t others(uint64_t bytes) {
  return ((bytes + 0x7676767676767676) | bytes) & 0x8080808080808080;
}

/// The number of eight digits.
__attribute__((always_inline)) inline uint64_t eight_digits(uint64_t bytes) {
  uint64_t value = (bytes * 10 + (bytes >> 8)) & 0x00FF00FF00FF00FF;
  value = (value * 100 + (value >> 16)) & 0x0000FFFF0000FFFF;
  return (value * 10000 + (value >> 32)) & 0xFFFFFFFF;
}

/// Reads all digits from p on into `sum`, modulo 2^64, and returns where they end.
__attribute__((always_inline)) inline const uint8_t *read_digits(const uint8_t *p, uint64_t &sum) {
  for (;;) {
    const uint64_t bytes = load_digits(p), wrong = others(bytes);
    const unsigned count = wrong ? unsigned(__builtin_ctzll(wrong)) >> 3 : 8;
    if (count == 0) return p;
    sum = sum * powers[count] + eight_digits(bytes << (64 - 8 * count));
    p += count;
    if (count < 8) return p;
  }
}

/// Reads exactly the 1 to 24 digits p[0..<count] into `sum`; false where one is none.
///
/// No load waits for what another has found.
__attribute__((always_inline)) inline bool read_exactly(const uint8_t *p, size_t count,
                                                        uint64_t &sum) {
  uint64_t wrong = 0, read = sum;
  for (; count > 8; count -= 8, p += 8) {
    const uint64_t bytes = load_digits(p);
    wrong |= others(bytes);
    read = read * 100000000 + eight_digits(bytes);
  }
  const uint64_t bytes = load_digits(p) << (64 - 8 * count);
  wrong |= others(bytes);
  if (__builtin_expect(wrong != 0, false)) return false;
  sum = read * powers[count] + eight_digits(bytes);
  return true;
}

/// The slow way, for a text that is known to be a number.
__attribute__((noinline)) inline double slow_number(const uint8_t *text) {
  static const locale_t c = newlocale(LC_ALL_MASK, "C", nullptr);
  return strtod_l(reinterpret_cast<const char *>(text), nullptr, c);
}

/// Reads the number that starts at text, and as a rule ends at next; returns where it ends, or null
/// where `problem` says why there is none. Eight bytes behind its end are readable.
__attribute__((always_inline)) inline const uint8_t *read_number(const uint8_t *text,
                                                                 const uint8_t *next, double &value,
                                                                 const char *&problem) {
  const uint8_t *p = text;
  const bool negative = *p == '-';
  p += negative;
  uint64_t digits = 0;
  int64_t exponent = 0, count = 0;
  if (*p == '0') {
    p++;
    if (is_digit(*p)) return problem = "a number has a zero in front", nullptr;
  } else {
    const uint8_t *first = p;
    p = read_digits(p, digits);
    count = p - first;
    if (count == 0) return problem = "a minus sign is without a number", nullptr;
  }
  const uint8_t *fraction = nullptr;
  if (*p == '.') {
    fraction = ++p;
    const size_t length = size_t(next - p);
    if (length - 1 < 24 && read_exactly(p, length, digits))
      p = next;
    else
      p = read_digits(p, digits);
    if (p == fraction) return problem = "a number has no digit behind its point", nullptr;
    exponent = fraction - p;
    count -= exponent;
  }
  if ((*p | 0x20) == 'e') {
    p++;
    const bool down = *p == '-';
    p += down || *p == '+';
    if (!is_digit(*p)) return problem = "a number has no digit in its exponent", nullptr;
    int64_t written = 0;
    // More than any number of digits in a text can undo.
    for (; is_digit(*p); p++)
      if (written < int64_t(1) << 40) written = written * 10 + (*p - '0');
    exponent += down ? -written : written;
  }
  if (__builtin_expect(count > 19, false)) {
    // Zeros behind the point of a number below 1 do not count.
    if (fraction && text[negative] == '0')
      for (const uint8_t *zero = fraction; *zero == '0'; zero++) count--;
    if (count > 19) return value = slow_number(text), p;
  }
  if (__builtin_expect(exponent < -342 || exponent > 308, false)) {
    value = slow_number(text);
  } else if (!simdjson::builtin::numberparsing::compute_float_64(exponent, digits, negative,
                                                                 value)) {
    value = slow_number(text);
  }
  return p;
}

/// Reads a number or one of the words NaN, Infinity and -Infinity, which has to end where the next
/// thing starts or at white space.
__attribute__((always_inline)) inline const uint8_t *read_value(const uint8_t *text,
                                                                const uint8_t *next, double &value,
                                                                const char *&problem) {
  const uint8_t *end;
  if (__builtin_expect(*text == 'N', false)) {
    if (memcmp(text, "NaN", 3) != 0) return problem = "this is no value", nullptr;
    value = __builtin_nan("");
    end = text + 3;
  } else if (__builtin_expect(*text == 'I' || (*text == '-' && text[1] == 'I'), false)) {
    const bool negative = *text == '-';
    if (memcmp(text + negative, "Infinity", 8) != 0) return problem = "this is no value", nullptr;
    value = negative ? -__builtin_inf() : __builtin_inf();
    end = text + negative + 8;
  } else {
    end = read_number(text, next, value, problem);
    if (!end) return nullptr;
  }
  if (end == next || (end < next && is_space(*end))) return end;
  return problem = "a number ends with what is no part of it", nullptr;
}

}  // namespace driftline

#endif
