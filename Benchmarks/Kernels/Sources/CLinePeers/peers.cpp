#include "CLinePeers.h"

#include <simdjson.h>

size_t cline_tree(const uint8_t *text, size_t n, double *values, size_t room) {
  static simdjson::dom::parser parser;
  simdjson::dom::array array;
  if (parser.parse(text, n, false)["values"].get(array)) return 0;
  size_t count = 0;
  for (auto value : array) {
    double number;
    if (count == room || value.get(number)) return 0;
    values[count++] = number;
  }
  return count;
}

size_t cline_on_demand(const uint8_t *text, size_t n, double *values, size_t room) {
  static simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::array array;
  const simdjson::padded_string_view view(reinterpret_cast<const char *>(text), n, n + 64);
  if (parser.iterate(view).get(document) || document["values"].get_array().get(array)) return 0;
  size_t count = 0;
  for (auto value : array) {
    double number;
    if (count == room || value.get_double().get(number)) return 0;
    values[count++] = number;
  }
  return count;
}

size_t cline_base64(const uint8_t *text, size_t n, uint8_t *bytes) {
  static const struct Table {
    uint8_t values[256];
    Table() {
      for (auto &value : values) value = 0xff;
      const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
      for (uint8_t i = 0; i < 64; i++) values[uint8_t(alphabet[i])] = i;
    }
  } table;
  uint8_t *out = bytes;
  for (size_t i = 0; i + 4 <= n; i += 4) {
    uint32_t bits = 0;
    for (size_t j = 0; j < 4; j++) {
      const uint8_t value = table.values[text[i + j]];
      if (value == 0xff) return size_t(out - bytes);
      bits = bits << 6 | value;
    }
    *out++ = uint8_t(bits >> 16);
    *out++ = uint8_t(bits >> 8);
    *out++ = uint8_t(bits);
  }
  return size_t(out - bytes);
}
