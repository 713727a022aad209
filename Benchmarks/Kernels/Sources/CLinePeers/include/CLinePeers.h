#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The numbers under "values" of a text with 64 bytes of padding, by simdjson's tree of values and a
/// copy of them. Returns how many they are, at most `room`.
size_t cline_tree(const uint8_t *_Nonnull text, size_t n, double *_Nonnull values, size_t room);

/// The same by simdjson's On-Demand interface, which makes no tree.
size_t cline_on_demand(const uint8_t *_Nonnull text, size_t n, double *_Nonnull values,
                       size_t room);

/// Decodes base64 without padding by one table, character by character; returns how many bytes.
size_t cline_base64(const uint8_t *_Nonnull text, size_t n, uint8_t *_Nonnull bytes);

#ifdef __cplusplus
}
#endif
