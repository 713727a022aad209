import Driftline

/// The part of a stream that is being looked at: bytes that were read and not yet used.
///
/// It starts with 256 bytes and doubles with every read, up to 1 MiB and as far beyond as one record
/// needs: a small file costs little, and a fuzzer's inputs meet the edges between reads.
@safe
final class ByteWindow {
  /// A record or a line has at most this many bytes.
  static let limit = 64 << 20

  private static let block = 1 << 20

  private let source: any ByteSource
  private var storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256)
  /// The first byte that is not yet used.
  private(set) var begin = 0
  /// The end of the bytes that were read.
  private(set) var end = 0
  /// Whether the stream has no more bytes than these.
  private(set) var isLast = false

  init(_ source: any ByteSource) {
    self.source = source
  }

  /// What messages call the stream.
  var name: String { source.name }

  deinit { unsafe storage.deallocate() }

  /// The bytes in memory, those from `begin` on not yet used; valid until `more()`.
  var bytes: ByteView {
    unsafe ByteView(UnsafeBufferPointer(rebasing: storage[..<end]))
  }

  /// Marks all bytes before `index` as used.
  @inline(__always)
  func use(upTo index: Int) {
    begin = index
  }

  /// Reads more until the memory is full or the stream ends; the bytes that wait move to the front.
  ///
  /// - Returns: whether there is room for more; `false` where `limit` bytes are waiting already.
  /// - Throws: what reading throws, and the observer's reason where the work shall stop.
  func more() throws(DriftlineError) -> Bool {
    try Work.check()
    let waiting = end - begin
    if waiting >= ByteWindow.limit { return false }
    let capacity = unsafe storage.count
    if capacity < ByteWindow.block || waiting > capacity / 2 {
      let larger = UnsafeMutableBufferPointer<UInt8>.allocate(
        capacity: min(capacity * 2, ByteWindow.limit + ByteWindow.block))
      _ = unsafe larger.update(fromContentsOf: storage[begin..<end])
      unsafe storage.deallocate()
      unsafe storage = larger
    } else if begin > 0 {
      unsafe UnsafeMutableRawBufferPointer(storage).copyMemory(
        from: .init(rebasing: UnsafeRawBufferPointer(UnsafeBufferPointer(storage))[begin..<end]))
    }
    begin = 0
    end = waiting
    let room = unsafe UnsafeMutableRawBufferPointer(storage)[end...]
    let count = try unsafe source.fill(.init(rebasing: room))
    end += count
    isLast = unsafe count < room.count
    return true
  }

  /// Skips a byte order mark at the start of the stream.
  func skipByteOrderMark() throws(DriftlineError) {
    _ = try more()
    if end >= 3, bytes.equals([0xEF, 0xBB, 0xBF], in: 0..<3) { begin = 3 }
  }
}
