// A text, token by token.
#include "parser.hpp"

#include "block.hpp"
#include "number.hpp"
#include "text.hpp"

#include <string.h>

using kind = driftline_json_kind;

namespace {

/// Memory for texts up to this size is kept from one text to the next.
constexpr size_t small = 1 << 20;

}  // namespace

void driftline_json_parser::begin(const uint8_t *text, size_t text_count) {
  free_numbers();
  bytes = text;
  count = text_count;
  problem = nullptr;
  things = current = depth = numbers_count = 0;
  expected = expectation::value;
  if (count > UINT32_MAX - DRIFTLINE_JSON_PADDING) {
    fault(0, "the text is longer than 4 GiB");
    return;
  }
  if (!stage || stage->capacity() < count) {
    size_t room = 1 << 12;
    while (room < count && room < small) room *= 2;
    if (room < count) room = count;
    stage.reset();
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(room, 1, stage)) {
      stage.reset();
      fault(0, "there is no memory for a text of this length");
      return;
    }
    driftline::advise_large_pages(stage->structural_indexes.get(), room * sizeof(uint32_t));
  }
  const auto error = stage->stage1(bytes, count, simdjson::stage1_mode::regular);
  if (error == simdjson::EMPTY || count == 0) {
    fault(count, "a value is missing");
  } else if (error) {
    size_t offset = count;
    const char *what = driftline::find_damage(bytes, count, offset);
    fault(offset, what);
  } else {
    starts = stage->structural_indexes.get();
    things = stage->n_structural_indexes;
  }
}

void driftline_json_parser::finish() {
  free_numbers();
  if (stage && stage->capacity() > small) stage.reset();
}

void driftline_json_parser::free_numbers() {
  if (numbers && !numbers_taken) driftline_block_free(numbers, numbers_bytes);
  numbers = nullptr;
  numbers_taken = false;
}

kind driftline_json_parser::fault(size_t offset, const char *what) {
  wrong = offset;
  problem = what;
  return DRIFTLINE_JSON_FAULT;
}

/// Whether what starts at `index` ends at p: between there and the next thing is white space only,
/// as anything else would be a thing.
bool driftline_json_parser::ends(const uint8_t *p, size_t index) const {
  return p == at(index + 1) || (p < at(index + 1) && driftline::is_space(*p));
}

kind driftline_json_parser::next(driftline_json_token &token) {
  if (problem) return DRIFTLINE_JSON_FAULT;
  if (expected == expectation::nothing) {
    if (current == things) return DRIFTLINE_JSON_END;
    return fault(starts[current], "something follows the value");
  }
  if (current == things) {
    if (depth == 0) return fault(count, "a value is missing");
    return fault(count, is_object[depth] ? "an object does not end" : "an array does not end");
  }
  const uint8_t c = *at(current);
  switch (expected) {
    case expectation::comma_or_end:
      if (c == (is_object[depth] ? '}' : ']')) return close();
      if (c != ',')
        return fault(starts[current], is_object[depth]
                                          ? "a comma or the end of the object is missing"
                                          : "a comma or the end of the array is missing");
      current++;
      if (current == things) return fault(count, "a value is missing behind the comma");
      return is_object[depth] ? member(token) : value(token);
    case expectation::value_or_end:
      return c == ']' ? close() : value(token);
    case expectation::key_or_end:
      return c == '}' ? close() : member(token);
    default:
      return value(token);
  }
}

kind driftline_json_parser::open(bool object) {
  if (depth == maximum_depth)
    return fault(starts[current], "arrays and objects lie too deep within each other");
  is_object[++depth] = object;
  current++;
  expected = object ? expectation::key_or_end : expectation::value_or_end;
  return object ? DRIFTLINE_JSON_OBJECT : DRIFTLINE_JSON_ARRAY;
}

kind driftline_json_parser::close() {
  const bool object = is_object[depth--];
  current++;
  after_value();
  return object ? DRIFTLINE_JSON_OBJECT_END : DRIFTLINE_JSON_ARRAY_END;
}

/// The thing that is current is exactly these letters.
bool driftline_json_parser::word(const char *letters, size_t length) {
  const uint8_t *p = at(current);
  return memcmp(p, letters, length) == 0 && ends(p + length, current);
}

kind driftline_json_parser::value(driftline_json_token &token) {
  const uint8_t *const start = at(current);
  token.start = starts[current];
  kind found = DRIFTLINE_JSON_FAULT;
  switch (*start) {
    case '{': return open(true);
    case '[':
      if (depth == maximum_depth) return open(false);
      switch (packed(token)) {
        case attempt::done: return after_value(), DRIFTLINE_JSON_NUMBERS;
        case attempt::fault: return DRIFTLINE_JSON_FAULT;
        case attempt::general: return open(false);
      }
    case '"':
      if (!text(token)) return DRIFTLINE_JSON_FAULT;
      found = DRIFTLINE_JSON_TEXT;
      break;
    case 'n': if (word("null", 4)) found = DRIFTLINE_JSON_NULL; break;
    case 't': if (word("true", 4)) found = DRIFTLINE_JSON_TRUE; break;
    case 'f': if (word("false", 5)) found = DRIFTLINE_JSON_FALSE; break;
    case '-': case 'I': case 'N': case '0': case '1': case '2': case '3': case '4': case '5':
    case '6': case '7': case '8': case '9': {
      const uint8_t *end = driftline::read_value(start, at(current + 1), token.number, problem);
      if (!end) return fault(starts[current], problem);
      token.length = uint32_t(end - start);
      found = DRIFTLINE_JSON_NUMBER;
      break;
    }
    default: break;
  }
  if (found == DRIFTLINE_JSON_FAULT) return fault(starts[current], "this is no value");
  current++;
  after_value();
  return found;
}

/// The text that is current. Its closing quote is the last byte before the next thing that is no
/// white space.
bool driftline_json_parser::text(driftline_json_token &token) {
  const uint8_t *const start = at(current);
  const uint8_t *end = at(current + 1);
  while (driftline::is_space(end[-1])) end--;
  token.start = starts[current];
  token.length = uint32_t(end - start);
  size_t utf8_count = 0, place = 0;
  const char *what = nullptr;
  if (!driftline::check_escapes(start + 1, token.length - 2, utf8_count, place, what)) {
    fault(starts[current] + 1 + place, what);
    return false;
  }
  token.utf8_count = uint32_t(utf8_count);
  return true;
}

/// The key that is current, and the colon behind it.
kind driftline_json_parser::member(driftline_json_token &token) {
  if (*at(current) != '"') return fault(starts[current], "a key is missing: a text in quotes");
  if (!text(token)) return DRIFTLINE_JSON_FAULT;
  current++;
  if (current == things || *at(current) != ':')
    return fault(starts[current], "a colon is missing behind the key");
  current++;
  expected = expectation::value;
  return DRIFTLINE_JSON_KEY;
}

driftline_json_parser *driftline_json_create(size_t maximum_depth) {
  auto *parser = new (std::nothrow) driftline_json_parser(maximum_depth);
  if (parser && !parser->has_memory()) {
    delete parser;
    return nullptr;
  }
  return parser;
}

void driftline_json_destroy(driftline_json_parser *parser) { delete parser; }

void driftline_json_begin(driftline_json_parser *parser, const uint8_t *text, size_t count) {
  parser->begin(text, count);
}

kind driftline_json_next(driftline_json_parser *parser, driftline_json_token *token) {
  return parser->next(*token);
}

const char *driftline_json_problem(const driftline_json_parser *parser, size_t *offset) {
  *offset = parser->wrong;
  return parser->problem ? parser->problem : "";
}

double *driftline_json_take_numbers(driftline_json_parser *parser, size_t *bytes) {
  if (parser->numbers_taken) return nullptr;
  *bytes = parser->numbers_bytes;
  parser->numbers_taken = parser->numbers != nullptr;
  return parser->numbers;
}

void driftline_json_finish(driftline_json_parser *parser) { parser->finish(); }
