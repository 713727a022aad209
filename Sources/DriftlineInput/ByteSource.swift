import Driftline

/// Bytes that come one after the other, and can be read again from the start.
protocol ByteSource: AnyObject {
  /// What messages call it.
  var name: String { get }

  /// The same bytes for reading at any place, where that is possible without keeping them.
  var positioned: (any PositionedBytes)? { get }

  /// Reads at most as many bytes as the buffer has room for; 0 means the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DriftlineError) -> Int

  /// Goes back to the first byte.
  func rewind() throws(DriftlineError)

  /// Says that there will be no `rewind()` any more, so that a pipe stops keeping what it gave.
  func forget()
}

extension ByteSource {
  /// Reads until the buffer is full or the bytes end; returns how many there were.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(DriftlineError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = try unsafe read(into: .init(rebasing: buffer[filled...]))
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// Reads at most `count` bytes into an array, fewer where the bytes end.
  func next(_ count: Int) throws(DriftlineError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let filled = try unsafe bytes.withUnsafeMutableBufferPointer {
      buffer throws(DriftlineError) in try unsafe fill(.init(buffer))
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// All that is left, or one byte more than there should be.
  ///
  /// It grows as the bytes come: a header may promise more than there is.
  func rest(expected: Int) throws(DriftlineError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= expected {
      try Work.check()
      let wanted = min(expected - bytes.count, min(max(1 << 20, bytes.count), 1 << 24))
      let some = try next(max(1, wanted))
      if some.isEmpty { break }
      bytes.append(contentsOf: some)
    }
    return bytes
  }
}

/// Bytes that can be read at any place, by several threads at once.
protocol PositionedBytes: Sendable {
  /// How many there are.
  var size: Int { get }

  /// Fills the buffer with the bytes from `offset` on.
  ///
  /// - Throws: ``DriftlineError`` of kind `data_changed` where there are not that many any more.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(DriftlineError)

  /// Refuses bytes that are not the ones that were opened.
  func checkUnchanged() throws(DriftlineError)
}

extension ByteSource {
  /// The bytes for reading at any place: kept in memory where there is no other way, and then at most
  /// one more than `expected`.
  func positioned(expected: Int) throws(DriftlineError) -> any PositionedBytes {
    if let positioned { return positioned }
    return MemoryBytes(bytes: try rest(expected: expected))
  }
}

/// Calls `body` with memory of its own for the call.
func withScratch(
  _ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(DriftlineError) -> Void
) throws(DriftlineError) {
  let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
  defer { unsafe scratch.deallocate() }
  try unsafe body(scratch)
}

/// Bytes in memory, one after the other.
final class MemorySource: ByteSource {
  let name: String
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  var positioned: (any PositionedBytes)? { MemoryBytes(bytes: bytes) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DriftlineError) -> Int {
    let count = min(buffer.count, bytes.count - offset)
    unsafe buffer.copyBytes(from: bytes[offset..<offset + count])
    offset += count
    return count
  }

  func rewind() { offset = 0 }
  func forget() {}
}

/// Bytes in memory, at any place.
struct MemoryBytes: PositionedBytes {
  let bytes: [UInt8]

  var size: Int { bytes.count }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(DriftlineError) {
    let end = offset + buffer.count
    precondition(offset >= 0 && end <= bytes.count, "bytes to \(end) of \(bytes.count)")
    unsafe buffer.copyBytes(from: bytes[offset..<end])
  }

  func checkUnchanged() {}
}
