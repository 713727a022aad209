// Aligned memory that is given back to the system when it is freed, where it is large.
#include "block.hpp"

#include "CSimdjson.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

/// From here on a block is a mapping of its own; below, memory that was used before is used again.
constexpr size_t mapped = 1 << 22;
constexpr size_t large_page = 1 << 21;

/// A mapping that starts where a large page does.
void *map(size_t bytes) {
  const size_t room = bytes + large_page;
  if (room < bytes) return nullptr;
  void *found =
      mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (found == MAP_FAILED) return nullptr;
  const size_t page = size_t(sysconf(_SC_PAGESIZE));
  auto *const first = static_cast<uint8_t *>(found);
  const size_t before = (large_page - uintptr_t(first) % large_page) % large_page;
  const size_t kept = (bytes + page - 1) / page * page;
  if (before > 0) munmap(first, before);
  if (room > before + kept) munmap(first + before + kept, room - before - kept);
  driftline::advise_large_pages(first + before, kept);
  return first + before;
}

}  // namespace

void driftline::advise_large_pages(void *start, size_t bytes) {
#ifdef MADV_HUGEPAGE
  if (bytes < mapped) return;
  const size_t page = size_t(sysconf(_SC_PAGESIZE));
  const size_t before = (page - uintptr_t(start) % page) % page;
  madvise(static_cast<uint8_t *>(start) + before, (bytes - before) / page * page, MADV_HUGEPAGE);
#else
  (void)start, (void)bytes;
#endif
}

void *driftline_block_allocate(size_t bytes) {
  if (bytes >= mapped) return map(bytes);
  void *block = nullptr;
  return posix_memalign(&block, 64, bytes) == 0 ? block : nullptr;
}

void *driftline_block_grow(void *block, size_t bytes, size_t used, size_t wanted) {
#ifdef MREMAP_MAYMOVE
  if (bytes >= mapped && wanted >= mapped) {
    void *moved = mremap(block, bytes, wanted, MREMAP_MAYMOVE);
    if (moved == MAP_FAILED) return nullptr;
    driftline::advise_large_pages(moved, wanted);
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
