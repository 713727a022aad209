// Decoding base64: RFC 4648, section 4.
#ifndef DRIFTLINE_BASE64_H
#define DRIFTLINE_BASE64_H

#include "annotations.h"

/// Which instructions decode.
enum {
  DRIFTLINE_BASE64_PORTABLE = 0,
  DRIFTLINE_BASE64_AVX2 = 1,
  /// AVX-512 with the byte permutations of VBMI.
  DRIFTLINE_BASE64_AVX512 = 2,
};

/// The fastest of them that this machine has.
int driftline_base64_fastest(void);

/// Decodes whole groups of four characters, without padding, into three bytes each, up to the first
/// group that has a character outside of the alphabet. Returns the number of characters decoded, a
/// multiple of 4; characters behind the last whole group are left. All paths give the same bytes.
///
/// out has room for n / 4 * 3 bytes; it may be text itself, and must not otherwise overlap it. What
/// lies in out behind the bytes decoded may be overwritten. n < 4: pointers may be null.
///
/// Source: W. Mula and D. Lemire, "Faster Base64 Encoding and Decoding Using AVX2 Instructions",
/// DOI 10.1145/3132709, and "Base64 encoding and decoding at almost the speed of a memory copy",
/// DOI 10.1002/spe.2777.
size_t driftline_base64_decode(const uint8_t *_Nullable text, size_t n, uint8_t *_Nullable out,
                               int path);

#endif
