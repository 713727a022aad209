// Arrays of numbers, straight into one block.
#include "parser.hpp"

#include "number.hpp"

#include <limits>
#include <string.h>

/// Room for all numbers that can still come: each has a start of its own and one of what follows it.
/// What is not used is not touched, and a page that is not touched takes no memory.
bool driftline_json_parser::reserve_numbers() {
  if (numbers) return true;
  numbers_bytes = ((things - current) / 2 + 1) * sizeof(double);
  numbers = static_cast<double *>(driftline_block_allocate(numbers_bytes));
  numbers_count = 0;
  return numbers != nullptr;
}

/// The array that is current, where it is one of numbers; where it is not, nothing has changed.
driftline_json_parser::attempt driftline_json_parser::packed(driftline_json_token &token) {
  const size_t array = current;
  size_t i = current + 1;
  token.first = numbers_count;
  token.count = 0;
  if (*at(i) == ']') return current = i + 1, attempt::done;
  if (strchr("[{tf", *at(i)) && *at(i)) return attempt::general;
  if (!reserve_numbers()) return fault(starts[array], "there is no memory for so many numbers"),
                                 attempt::fault;
  double *const first = numbers + numbers_count;
  double *out = first;
  // Whether a number has come, so that texts may stand for numbers.
  bool numeric = false;
  for (;;) {
    const uint8_t *const p = at(i);
    const uint8_t *const next = at(i + 1);
    double number = std::numeric_limits<double>::quiet_NaN();
    if (driftline::is_digit(*p) || *p == '-' || *p == 'N' || *p == 'I') {
      const char *what = nullptr;
      if (!driftline::read_value(p, next, number, what)) return fault(starts[i], what), attempt::fault;
      numeric = true;
    } else if (*p == 'n') {
      if (memcmp(p, "null", 4) != 0 || !ends(p + 4, i))
        return fault(starts[i], "this is no value"), attempt::fault;
    } else if (*p == '"' && numeric) {
      if (memcmp(p, "\"inf\"", 5) == 0)
        number = std::numeric_limits<double>::infinity();
      else if (memcmp(p, "\"-inf\"", 6) == 0)
        number = -std::numeric_limits<double>::infinity();
      else if (memcmp(p, "\"nan\"", 5) != 0)
        return attempt::general;
    } else if (i >= things) {
      return fault(count, "an array does not end"), attempt::fault;
    } else {
      return attempt::general;
    }
    *out++ = number;
    if (*next == ',') {
      i += 2;
    } else if (*next == ']') {
      break;
    } else {
      const bool ended = i + 1 == things;
      return fault(starts[i + 1], ended ? "an array does not end"
                                        : "a comma or the end of the array is missing"),
             attempt::fault;
    }
  }
  token.count = size_t(out - first);
  numbers_count += token.count;
  current = i + 2;
  return attempt::done;
}
