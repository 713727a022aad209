#include "text.hpp"

#include "CSimdjson.h"

#include <string.h>

namespace driftline {
namespace {

/// The value of four hexadecimal digits; negative where they are none.
int32_t hexadecimal(const uint8_t *p, size_t n) {
  if (n < 4) return -1;
  int32_t value = 0;
  for (size_t i = 0; i < 4; i++) {
    const uint8_t c = p[i], lower = c | 0x20;
    if (uint8_t(c - '0') < 10)
      value = value * 16 + (c - '0');
    else if (uint8_t(lower - 'a') < 6)
      value = value * 16 + (lower - 'a' + 10);
    else
      return -1;
  }
  return value;
}

/// One escape at p, with n bytes from there on: its scalar, and how many bytes it takes. Returns
/// what is wrong with it, or null.
const char *read_escape(const uint8_t *p, size_t n, uint32_t &scalar, size_t &length) {
  length = 2;
  if (n < 2) return "a text ends within an escape";
  switch (p[1]) {
    case '"': case '\\': case '/': scalar = p[1]; return nullptr;
    case 'b': scalar = '\b'; return nullptr;
    case 'f': scalar = '\f'; return nullptr;
    case 'n': scalar = '\n'; return nullptr;
    case 'r': scalar = '\r'; return nullptr;
    case 't': scalar = '\t'; return nullptr;
    case 'u': break;
    default: return "there is no such escape";
  }
  length = 6;
  const int32_t first = hexadecimal(p + 2, n - 2);
  if (first < 0) return "an escape \\u needs four hexadecimal digits";
  scalar = uint32_t(first);
  if (first < 0xD800 || first > 0xDFFF) return nullptr;
  length = 12;
  const bool paired = first < 0xDC00 && n >= 12 && p[6] == '\\' && p[7] == 'u';
  const int32_t second = paired ? hexadecimal(p + 8, n - 8) : -1;
  if (second < 0xDC00 || second > 0xDFFF) return "half of a surrogate pair is without the other";
  scalar = 0x10000 + ((uint32_t(first) & 0x3FF) << 10) + (uint32_t(second) & 0x3FF);
  return nullptr;
}

size_t utf8_length(uint32_t scalar) {
  return scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
}

const uint8_t *find_backslash(const uint8_t *from, const uint8_t *end) {
  const void *found = from < end ? memchr(from, '\\', size_t(end - from)) : nullptr;
  return found ? static_cast<const uint8_t *>(found) : end;
}

/// How many bytes the UTF-8 scalar at p takes; 0 where it is none.
size_t scalar_length(const uint8_t *p, size_t n) {
  const uint8_t c = p[0];
  if (c < 0x80) return 1;
  const size_t length = c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
  if (length == 0 || n < length) return 0;
  for (size_t i = 1; i < length; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F) || (c == 0xF0 && p[1] < 0x90) ||
      (c == 0xF4 && p[1] > 0x8F))
    return 0;
  return length;
}

}  // namespace

bool check_escapes(const uint8_t *text, size_t n, size_t &utf8_count, size_t &wrong,
                   const char *&problem) {
  const uint8_t *const end = text + n;
  utf8_count = n;
  for (const uint8_t *p = find_backslash(text, end); p < end; p = find_backslash(p, end)) {
    uint32_t scalar = 0;
    size_t length = 0;
    problem = read_escape(p, size_t(end - p), scalar, length);
    if (problem) return wrong = size_t(p - text), false;
    utf8_count -= length - utf8_length(scalar);
    p += length;
  }
  return true;
}

const char *find_damage(const uint8_t *text, size_t n, size_t &offset) {
  bool quoted = false;
  size_t quote = 0;
  for (size_t i = 0; i < n;) {
    const uint8_t c = text[i];
    const size_t length = scalar_length(text + i, n - i);
    offset = i;
    if (length == 0) return "the bytes are no UTF-8";
    if (quoted && c < 0x20) return "a control character is in a text; it has to be escaped";
    if (quoted && c == '\\' && i + 1 < n && text[i + 1] < 0x80 && text[i + 1] >= 0x20) {
      i += 2;
      continue;
    }
    if (c == '"') {
      quoted = !quoted;
      quote = i;
    }
    i += length;
  }
  offset = quoted ? quote : n;
  return quoted ? "a text does not end" : "this is no JSON";
}

}  // namespace driftline

size_t driftline_json_unescape(const uint8_t *text, size_t n, uint8_t *out) {
  const uint8_t *const end = text + n;
  const uint8_t *const start = out;
  for (const uint8_t *p = text; p < end;) {
    const uint8_t *next = driftline::find_backslash(p, end);
    memmove(out, p, size_t(next - p));
    out += next - p;
    p = next;
    if (p == end) break;
    uint32_t scalar = 0;
    size_t length = 0;
    driftline::read_escape(p, size_t(end - p), scalar, length);
    p += length;
    switch (driftline::utf8_length(scalar)) {
      case 1: *out++ = uint8_t(scalar); break;
      case 2:
        *out++ = uint8_t(0xC0 | scalar >> 6);
        *out++ = uint8_t(0x80 | (scalar & 0x3F));
        break;
      case 3:
        *out++ = uint8_t(0xE0 | scalar >> 12);
        *out++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
        *out++ = uint8_t(0x80 | (scalar & 0x3F));
        break;
      default:
        *out++ = uint8_t(0xF0 | scalar >> 18);
        *out++ = uint8_t(0x80 | (scalar >> 12 & 0x3F));
        *out++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
        *out++ = uint8_t(0x80 | (scalar & 0x3F));
    }
  }
  return size_t(out - start);
}
