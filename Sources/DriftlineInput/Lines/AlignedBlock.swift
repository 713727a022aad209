private import CSimdjson

/// Memory of its own, aligned to 64 bytes, that goes back to the system when the last owner does.
///
/// Filled by whoever makes it before anybody else has it, and only read from then on: so it may be
/// shared by threads.
@safe final class AlignedBlock: @unchecked Sendable {
  let start: UnsafeMutableRawPointer
  /// The bytes that there is room for.
  let capacity: Int

  /// Room for some bytes, which are not filled yet; `nil` where there is no memory.
  init?(capacity: Int) {
    precondition(capacity >= 0, "room for \(capacity) bytes")
    let room = max(capacity, 64)
    guard let start = unsafe driftline_block_allocate(room) else { return nil }
    unsafe self.start = start
    self.capacity = room
  }

  /// Takes over a block that the parser has made.
  @unsafe
  init(owning start: UnsafeMutableRawPointer, capacity: Int) {
    unsafe self.start = start
    self.capacity = capacity
  }

  deinit { unsafe driftline_block_free(start, capacity) }
}
