private import CSimdjson

/// The bytes of one line, which no longer change: values that were read from it refer to them.
@safe package final class Line: Sendable {
  private let block: AlignedBlock
  /// The number of bytes.
  package let count: Int

  /// Takes over a block whose first `count` bytes are the line, with room for the padding, filled
  /// with zeros, behind them.
  fileprivate init(_ block: AlignedBlock, count: Int) {
    precondition(count + Line.padding <= block.capacity, "\(count) bytes in \(block.capacity)")
    self.block = block
    self.count = count
  }

  /// A line of its own, for bytes that lie elsewhere.
  package convenience init(_ bytes: some Sequence<UInt8>) {
    var buffer = LineBuffer()
    let bytes = Array(bytes)
    unsafe bytes.withUnsafeBytes { unsafe buffer.append($0) }
    let line = buffer.take()
    self.init(line.block, count: line.count)
  }

  /// What simdjson may read behind a text.
  static let padding = Int(DRIFTLINE_JSON_PADDING)

  /// The first byte; the padding is there behind the last.
  var start: UnsafePointer<UInt8> {
    unsafe UnsafePointer(block.start.assumingMemoryBound(to: UInt8.self))
  }

  /// Some of the bytes.
  func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of \(count)")
    return unsafe UnsafeBufferPointer(start: start + range.lowerBound, count: range.count)
  }

  /// Calls `body` with all bytes; they are valid only during the call.
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeRawBufferPointer(bytes(0..<count)))
  }
}

/// A line in the making: bytes are appended as they come, and `take()` makes a line of them.
///
/// One owner only, as the compiler sees to; what has been taken is no longer here, so that nothing
/// that refers to a line can see it change. Memory of 4 MiB and more goes back to the system with
/// the line.
@safe package struct LineBuffer: ~Copyable {
  private var start: UnsafeMutableRawPointer?
  private var capacity = 0
  /// The number of bytes so far.
  package private(set) var count = 0

  /// A line without bytes; memory is taken with the first.
  package init() {}

  deinit { if let start = unsafe start { unsafe driftline_block_free(start, capacity) } }

  /// Appends bytes.
  ///
  /// - Complexity: O(the bytes), on average over many calls.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    reserve(count + bytes.count)
    guard let start = unsafe start else { preconditionFailure("no room for \(bytes.count) bytes") }
    unsafe (start + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }

  /// Has bytes put behind those that are there.
  ///
  /// - Parameters:
  ///   - most: how many at most, 1 or more.
  ///   - fill: puts them into the room it is given, and says how many there are; it may say less than 0,
  ///     and then there are none.
  /// - Returns: what `fill` said.
  package mutating func append(
    upTo most: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int
  ) -> Int {
    reserve(count + most)
    guard let start = unsafe start else { preconditionFailure("no room for \(most) bytes") }
    let added = unsafe fill(UnsafeMutableRawBufferPointer(start: start + count, count: most))
    precondition(added <= most, "\(added) bytes in room for \(most)")
    count += max(added, 0)
    return added
  }

  /// Forgets all bytes from one on.
  package mutating func removeAll(from index: Int) {
    precondition(0...count ~= index, "byte \(index) of \(count)")
    count = index
  }

  /// Calls `body` with the bytes from one on; they are valid only during the call.
  package func withBytes<Result>(
    from index: Int, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    precondition(0...count ~= index, "byte \(index) of \(count)")
    return unsafe body(
      UnsafeRawBufferPointer(
        start: start.map { unsafe UnsafeRawPointer($0 + index) }, count: count - index))
  }

  /// Forgets all bytes, and gives back memory over 1 MiB.
  package mutating func removeAll() {
    count = 0
    if capacity > 1 << 20, let start = unsafe start {
      unsafe driftline_block_free(start, capacity)
      unsafe self.start = nil
      capacity = 0
    }
  }

  /// The line of all bytes so far; none are left here.
  package mutating func take() -> Line {
    reserve(count)
    guard let start = unsafe start else { preconditionFailure("no room for a line") }
    unsafe (start + count).initializeMemory(as: UInt8.self, repeating: 0, count: Line.padding)
    let line = unsafe Line(AlignedBlock(owning: start, capacity: capacity), count: count)
    unsafe self.start = nil
    capacity = 0
    count = 0
    return line
  }

  /// Makes room for so many bytes and the padding; at least twice what there was.
  private mutating func reserve(_ wanted: Int) {
    let needed = wanted + Line.padding
    if needed <= capacity { return }
    let room = max(needed, 2 * capacity, 256)
    let moved: UnsafeMutableRawPointer?
    if let start = unsafe start {
      unsafe moved = driftline_block_grow(start, capacity, count, room)
    } else {
      unsafe moved = driftline_block_allocate(room)
    }
    guard let moved = unsafe moved else { fatalError("there is no memory for \(room) bytes") }
    unsafe start = moved
    capacity = room
  }
}
