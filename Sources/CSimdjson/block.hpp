// Large pages for memory that is about to be filled.
#ifndef DRIFTLINE_BLOCK_HPP
#define DRIFTLINE_BLOCK_HPP

#include <stddef.h>

namespace driftline {

/// Asks for large pages where the memory is large: fresh pages of 4 KiB cost a fault each, in all
/// more than simdjson takes to find what starts where. No more than a hint.
void advise_large_pages(void *start, size_t bytes);

}  // namespace driftline

#endif
