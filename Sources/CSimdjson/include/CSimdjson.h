// Reading one JSON text value by value: simdjson finds what is where, behind a C header.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes behind a text that must be there and readable.
enum { DRIFTLINE_JSON_PADDING = 64 };

/// What driftline_json_next() has found.
typedef enum driftline_json_kind : uint32_t {
  DRIFTLINE_JSON_NULL,
  DRIFTLINE_JSON_TRUE,
  DRIFTLINE_JSON_FALSE,
  DRIFTLINE_JSON_NUMBER,
  DRIFTLINE_JSON_TEXT,
  /// A whole array of numbers, its end included.
  DRIFTLINE_JSON_NUMBERS,
  DRIFTLINE_JSON_ARRAY,
  DRIFTLINE_JSON_ARRAY_END,
  DRIFTLINE_JSON_OBJECT,
  /// The key of a member; its value comes next.
  DRIFTLINE_JSON_KEY,
  DRIFTLINE_JSON_OBJECT_END,
  /// The text has ended, and all of it was used.
  DRIFTLINE_JSON_END,
  /// The text is no JSON: see driftline_json_problem().
  DRIFTLINE_JSON_FAULT
} driftline_json_kind;

/// One value, key or bracket.
typedef struct driftline_json_token {
  /// Number, text, key: where it starts, and its bytes as written, quotes included.
  uint32_t start, length;
  /// Text, key: how many bytes it has without quotes and escapes.
  uint32_t utf8_count;
  /// Number: the nearest double, ties to even; beyond the largest an infinity.
  double number;
  /// Numbers: the first of them in the block, and how many they are.
  size_t first, count;
} driftline_json_token;

/// A reader that keeps its memory from one text to the next.
typedef struct driftline_json_parser driftline_json_parser;

/// A reader of arrays and objects at most maximum_depth deep; null where there is no memory.
driftline_json_parser *_Nullable driftline_json_create(size_t maximum_depth);

void driftline_json_destroy(driftline_json_parser *_Nonnull parser);

/// Starts on a text of count bytes, which stay where they are until the last token was asked for.
/// Behind them lie DRIFTLINE_JSON_PADDING bytes, the first of them 0.
void driftline_json_begin(driftline_json_parser *_Nonnull parser, const uint8_t *_Nonnull text,
                          size_t count);

/// The next token. After DRIFTLINE_JSON_END or DRIFTLINE_JSON_FAULT no other must be asked for.
///
/// An array whose first element other than null is a number, and which has no elements but numbers,
/// nulls and the texts "nan", "inf" and "-inf", is one token; a null becomes NaN. So is an array of
/// nulls, and one without elements.
driftline_json_kind driftline_json_next(driftline_json_parser *_Nonnull parser,
                                        driftline_json_token *_Nonnull token);

/// What was wrong, a sentence that stays, and at which byte.
const char *_Nonnull driftline_json_problem(const driftline_json_parser *_Nonnull parser,
                                            size_t *_Nonnull offset);

/// Hands over the block that the numbers of this text lie in, while more may be written behind
/// those that are there; null where there are none yet. To be given back to driftline_block_free().
double *_Nullable driftline_json_take_numbers(driftline_json_parser *_Nonnull parser,
                                              size_t *_Nonnull bytes);

/// Ends the work on a text, and gives back memory of more than a small text's.
void driftline_json_finish(driftline_json_parser *_Nonnull parser);

/// Writes a checked text of n bytes, given without its quotes, without escapes: never more bytes.
/// Returns how many. text and out may be the same.
size_t driftline_json_unescape(const uint8_t *_Nonnull text, size_t n, uint8_t *_Nonnull out);

/// Memory aligned to 64 bytes, not filled; null where there is none. From 4 MiB on it is a mapping
/// of its own, so that freeing gives it back to the system whatever else lives.
void *_Nullable driftline_block_allocate(size_t bytes);

/// The same memory with more room, elsewhere perhaps; the first `used` bytes are kept. Null where
/// there is none, and then the old one is as before.
void *_Nullable driftline_block_grow(void *_Nonnull block, size_t bytes, size_t used,
                                     size_t wanted);

/// Gives back memory of driftline_block_allocate() or driftline_block_grow(), of the same size.
void driftline_block_free(void *_Nonnull block, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif
