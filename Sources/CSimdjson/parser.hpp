// Where a reader stands in its text.
#ifndef DRIFTLINE_PARSER_HPP
#define DRIFTLINE_PARSER_HPP

#include "CSimdjson.h"

#include <memory>
#include <simdjson.h>

/// simdjson's first stage lists where values, keys and punctuation start; here they are walked.
struct driftline_json_parser {
  /// What may come next.
  enum class expectation : uint8_t { value, value_or_end, key, key_or_end, comma_or_end, nothing };

  explicit driftline_json_parser(size_t maximum_depth)
      : maximum_depth(maximum_depth), is_object(new(std::nothrow) bool[maximum_depth + 1]) {}
  ~driftline_json_parser() { free_numbers(); }

  driftline_json_parser(const driftline_json_parser &) = delete;
  driftline_json_parser &operator=(const driftline_json_parser &) = delete;

  void begin(const uint8_t *bytes, size_t bytes_count);
  driftline_json_kind next(driftline_json_token &token);
  void finish();
  void free_numbers();

  const char *problem = nullptr;
  size_t wrong = 0;

  double *numbers = nullptr;
  size_t numbers_bytes = 0;
  /// Whether the block is somebody else's to free.
  bool numbers_taken = false;

 private:
  enum class attempt { done, general, fault };

  driftline_json_kind fault(size_t offset, const char *what);
  driftline_json_kind value(driftline_json_token &token);
  driftline_json_kind member(driftline_json_token &token);
  driftline_json_kind open(bool object);
  driftline_json_kind close();
  bool text(driftline_json_token &token);
  bool word(const char *letters, size_t count);
  bool reserve_numbers();
  attempt packed(driftline_json_token &token);
  bool ends(const uint8_t *p, size_t index) const;
  const uint8_t *at(size_t index) const { return bytes + starts[index]; }
  void after_value() {
    expected = depth == 0 ? expectation::nothing : expectation::comma_or_end;
  }

  const uint8_t *bytes = nullptr;
  size_t count = 0;
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage;
  /// Where things start; starts[things] is the end of the text.
  const uint32_t *starts = nullptr;
  size_t things = 0, current = 0;
  expectation expected = expectation::value;
  const size_t maximum_depth;
  size_t depth = 0;
  /// Of each open bracket, whether it is an object's.
  std::unique_ptr<bool[]> is_object;
  size_t numbers_count = 0;

 public:
  bool has_memory() const { return is_object != nullptr; }
};

#endif
