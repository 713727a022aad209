// Aligned memory that is given back to the system when it is freed, where it is large.
#include "CSimdjson.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

namespace {

/// From here on a block is a mapping of its own.
constexpr size_t mapped = 1 << 20;
/// From here on large pages are asked for: a fault for each 4 KiB costs a third of the parsing.
constexpr size_t large = 1 << 22;

void advise(void *block, size_t bytes) {
#ifdef MADV_HUGEPAGE
  if (bytes >= large) madvise(block, bytes, MADV_HUGEPAGE);
#else
  (void)block, (void)bytes, (void)large;
#endif
}

}  // namespace

void *driftline_block_allocate(size_t bytes) {
  if (bytes < mapped) {
    void *block = nullptr;
    return posix_memalign(&block, 64, bytes) == 0 ? block : nullptr;
  }
  void *block =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) return nullptr;
  advise(block, bytes);
  return block;
}

void *driftline_block_grow(void *block, size_t bytes, size_t used, size_t wanted) {
#ifdef MREMAP_MAYMOVE
  if (bytes >= mapped && wanted >= mapped) {
    void *moved = mremap(block, bytes, wanted, MREMAP_MAYMOVE);
    if (moved == MAP_FAILED) return nullptr;
    advise(moved, wanted);
    return moved;
  }
#endif
  void *moved = driftline_block_allocate(wanted);
  if (!moved) return nullptr;
  memcpy(moved, block, used);
  driftline_block_free(block, bytes);
  return moved;
}

void driftline_block_free(void *block, size_t bytes) {
  if (bytes < mapped)
    free(block);
  else
    munmap(block, bytes);
}
