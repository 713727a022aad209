// Texts within quotes: whether their escapes are right, and what the text is without them.
#ifndef DRIFTLINE_TEXT_HPP
#define DRIFTLINE_TEXT_HPP

#include <stddef.h>
#include <stdint.h>

namespace driftline {

/// Looks through the escapes of text[0..<n], and says how many bytes it has without them. Returns
/// false where one is wrong, and at which byte.
bool check_escapes(const uint8_t *text, size_t n, size_t &utf8_count, size_t &wrong,
                   const char *&problem);

/// Why simdjson refuses a text before looking at its values: where its strings or its UTF-8 are
/// wrong.
const char *find_damage(const uint8_t *text, size_t n, size_t &offset);

}  // namespace driftline

#endif
