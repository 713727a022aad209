#if os(Linux)
  private import Glibc
#endif

/// Arrays under this many bytes are left as they are.
private let bytesToAdvise = 1 << 22

/// Asks the system to back memory that is about to be filled by large pages.
///
/// Fresh memory costs a fault a page. With large pages, of 2 MiB instead of 4 KiB, there are 512 times
/// fewer. No more than a hint: nothing happens where the system has none.
package func adviseLargePages(_ bytes: UnsafeMutableRawBufferPointer) {
  #if os(Linux)
    guard bytes.count >= bytesToAdvise, let start = bytes.baseAddress else { return }
    let page = Int(getpagesize())
    let first = (Int(bitPattern: start) + page - 1) / page * page
    let length = (Int(bitPattern: start) + bytes.count) / page * page - first
    _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: first), length, MADV_HUGEPAGE)
  #endif
}
