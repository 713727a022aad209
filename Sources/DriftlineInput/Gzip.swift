private import CZlib
import Driftline

/// The bytes that a gzip stream holds, inflated block by block: one member or several.
@safe
final class GzipSource: ByteSource {
  private let source: any ByteSource
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  /// How many compressed bytes have been read.
  private var compressed = 0
  /// Where in them the current member starts.
  private var memberStart = 0
  private var state = State.betweenMembers

  private enum State { case betweenMembers, inMember, ended }

  /// - Throws: ``DriftlineError`` of kind `resource_exhausted` where zlib gets no memory.
  init(_ source: any ByteSource) throws(DriftlineError) {
    self.source = source
    unsafe input = .allocate(byteCount: 1 << 18, alignment: 16)
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let gzipOnly: Int32 = 15 + 16
    guard
      unsafe inflateInit2_(stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        == Z_OK
    else { throw .inFile(.resourceExhausted, "zlib cannot be started", file: source.name) }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
    unsafe input.deallocate()
  }

  var name: String { source.name }
  var positioned: (any PositionedBytes)? { nil }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DriftlineError) -> Int {
    let room = min(buffer.count, 1 << 30)
    unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(room)
    while state != .ended, unsafe Int(stream.pointee.avail_out) == room {
      if unsafe stream.pointee.avail_in == 0 { try refill() }
      if state != .ended { try inflateSome() }
    }
    return unsafe room - Int(stream.pointee.avail_out)
  }

  private func refill() throws(DriftlineError) {
    let count = try unsafe source.read(into: input)
    compressed += count
    unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_in = UInt32(count)
    if count > 0 { return }
    guard state == .betweenMembers, compressed > 0 else {
      throw broken("the gzip stream ends early, after \(compressed) bytes")
    }
    state = .ended
  }

  private func inflateSome() throws(DriftlineError) {
    if state == .betweenMembers {
      memberStart = unsafe compressed - Int(stream.pointee.avail_in)
      guard unsafe inflateReset(stream) == Z_OK else { throw broken("zlib cannot start again") }
      state = .inMember
    }
    switch unsafe inflate(stream, Z_NO_FLUSH) {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: state = .betweenMembers
    case Z_MEM_ERROR:
      throw .inFile(.resourceExhausted, "zlib has no memory left", file: name)
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "unknown"
      if reason == "incorrect header check" {
        throw broken(
          memberStart == 0
            ? "this is no gzip stream"
            : "something that is no gzip stream follows the end of one, from byte \(memberStart) on"
        )
      }
      if reason.hasSuffix("data check") || reason.hasSuffix("length check") {
        throw broken("the gzip stream's checksum does not fit its content; the file is damaged")
      }
      throw broken("the gzip stream is damaged: \(reason)")
    }
  }

  private func broken(_ problem: String) -> DriftlineError {
    .inFile(.dataFormat, problem, file: name)
  }

  func rewind() throws(DriftlineError) {
    try source.rewind()
    unsafe stream.pointee.avail_in = 0
    compressed = 0
    state = .betweenMembers
  }

  func forget() { source.forget() }
}
