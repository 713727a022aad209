import Driftline

/// Bytes that can be read at any place, one after the other.
final class PositionedSource: ByteSource {
  let name: String
  private let bytes: any PositionedBytes
  private var offset = 0

  init(_ bytes: any PositionedBytes, name: String) {
    self.bytes = bytes
    self.name = name
  }

  var positioned: (any PositionedBytes)? { bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DriftlineError) -> Int {
    let count = min(buffer.count, bytes.size - offset)
    try unsafe bytes.read(into: .init(rebasing: buffer[..<count]), at: offset)
    offset += count
    return count
  }

  func rewind() { offset = 0 }
  func forget() {}
}
