package import DriftlineInput
private import Foundation

/// Reads standard input line by line, in memory that is bounded by the longest line allowed.
package struct LineReader: ~Copyable {
  /// What was read.
  package enum Event {
    /// A line, without its end.
    case line(Line)
    /// A line that was too long, and passed over: its first bytes.
    case tooLong([UInt8])
    /// Nothing came within the time.
    case nothing
    /// There are no more.
    case end
  }

  /// How much of a line that is too long is kept, to find its id.
  private static let headLength = 4_096

  private let descriptor: Int32
  private let maximum: Int
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)
  /// The bytes of the chunk that are still to be looked at.
  private var rest = 0..<0
  private var line = LineBuffer()
  /// The first bytes of a line that is being passed over.
  private var head: [UInt8]?
  private var isAtEnd = false

  /// Reads from a descriptor lines of up to `maximum` bytes.
  package init(descriptor: Int32, maximum: Int) {
    self.descriptor = descriptor
    self.maximum = maximum
  }

  /// The next line.
  ///
  /// - Parameter milliseconds: how long to wait for more bytes; -1 for ever.
  /// - Returns: the line, or why there is none.
  package mutating func next(within milliseconds: Int32 = -1) -> Event {
    let end = ContinuousClock.now + .milliseconds(Int64(max(milliseconds, 0)))
    while true {
      if let event = scan() { return event }
      if isAtEnd { return .end }
      if milliseconds >= 0 {
        // Bytes of a line that does not end give no more time.
        guard ContinuousClock.now <= end, isReadable(milliseconds) else { return .nothing }
      }
      fill()
    }
  }

  /// Looks for the end of the line in what was read.
  private mutating func scan() -> Event? {
    guard !rest.isEmpty else { return isAtEnd ? finish() : nil }
    let end = unsafe chunk.withUnsafeBytes { bytes -> Int? in
      let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[rest])
      guard let base = part.baseAddress,
        let found = unsafe memchr(base, Int32(UInt8(ascii: "\n")), part.count)
      else { return nil }
      return unsafe rest.lowerBound + (UnsafeRawPointer(found) - base)
    }
    let piece = rest.lowerBound..<(end ?? rest.upperBound)
    append(piece)
    rest = (end.map { $0 + 1 } ?? rest.upperBound)..<rest.upperBound
    return end == nil ? nil : finish()
  }

  private mutating func append(_ piece: Range<Int>) {
    if head != nil { return }
    if line.count + piece.count > maximum {
      unsafe chunk.withUnsafeBytes { bytes in
        let missing = max(0, LineReader.headLength - line.count)
        unsafe line.append(UnsafeRawBufferPointer(rebasing: bytes[piece.prefix(missing)]))
      }
      head = unsafe line.take().withBytes { bytes in
        unsafe Array(bytes.prefix(LineReader.headLength))
      }
      return
    }
    unsafe chunk.withUnsafeBytes { bytes in
      unsafe line.append(UnsafeRawBufferPointer(rebasing: bytes[piece]))
    }
  }

  /// The line that has ended; `nil` where the input has, and there is none.
  private mutating func finish() -> Event? {
    if let head {
      self.head = nil
      return .tooLong(head)
    }
    if isAtEnd, line.count == 0 { return nil }
    return .line(line.take())
  }

  /// Reads more: the rest of a long line to where it belongs, all else into the chunk.
  private mutating func fill() {
    while true {
      let isLong = head == nil && line.count >= chunk.count
      let count = isLong ? extend() : refill()
      if count > 0 { return }
      if count < 0, errno == EAGAIN || errno == EWOULDBLOCK {
        _ = isReadable(-1)
        continue
      }
      if count < 0, errno == EINTR { continue }
      // What cannot be read has ended.
      isAtEnd = true
      return
    }
  }

  private mutating func refill() -> Int {
    let count = unsafe chunk.withUnsafeMutableBytes { bytes in
      unsafe read(descriptor, bytes.baseAddress, bytes.count)
    }
    if count > 0 { rest = 0..<count }
    return count
  }

  /// Reads into the line itself; what lies behind its end goes into the chunk.
  private mutating func extend() -> Int {
    let old = line.count
    let descriptor = descriptor
    let count = unsafe line.append(upTo: chunk.count) { room in
      unsafe read(descriptor, room.baseAddress, room.count)
    }
    guard count > 0 else { return count }
    let hasEnd = unsafe line.withBytes(from: old) { bytes in
      guard let base = bytes.baseAddress else { return false }
      return unsafe memchr(base, Int32(UInt8(ascii: "\n")), bytes.count) != nil
    }
    if !hasEnd, line.count <= maximum { return count }
    // The line ends here, or is too long: both are found as if all had come into the chunk.
    unsafe line.withBytes(from: old) { bytes in
      unsafe chunk.withUnsafeMutableBytes { unsafe $0.copyMemory(from: bytes) }
    }
    line.removeAll(from: old)
    rest = 0..<count
    return count
  }

  private func isReadable(_ milliseconds: Int32) -> Bool {
    var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&place, 1, milliseconds) > 0
  }
}
