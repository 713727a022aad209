// The body of row_hashes.c, once for each type: REAL, and NAME(x) for its function.

DRIFTLINE_CLONES
void NAME(driftline_row_hashes)(const REAL *rows, size_t count, size_t dimensions, uint64_t seed,
                                uint64_t *hashes) {
  struct keys keys;
  make_keys(&keys, seed, dimensions);
  for (size_t i = 0; i < count; i++) {
    const REAL *row = rows + i * dimensions;
    uint64_t sum[SUMS] = {0};
    uint32_t key[WORDS];
    float values[WORDS];
    memcpy(key, keys.first, sizeof key);
    size_t j = 0;
    for (; j + WORDS <= dimensions; j += WORDS) {
      for (size_t l = 0; l < WORDS; l++) values[l] = (float)row[j + l];
      add_words(sum, key, keys.step, values);
    }
    if (j < dimensions) {
      for (size_t l = 0; l < WORDS; l++) values[l] = j + l < dimensions ? (float)row[j + l] : 0.0f;
      add_words(sum, key, keys.step, values);
    }
    hashes[i] = with_rest(finished(&keys, sum), NAME(rest)(row, dimensions));
  }
}
