internal import Driftline
private import Foundation

/// A file in NumPy's format, version 1.0, for peers to read.
struct SampleFile {
  /// The path, absolute.
  let path: String

  /// A file of a name below a folder.
  init(_ name: String, in folder: String) {
    path = URL(fileURLWithPath: folder).appendingPathComponent("\(name).npy").path
  }

  /// Writes numbers whose type NumPy calls `type`, such as `<f8`, and whose shape is `shape`.
  ///
  /// - Throws: ``DriftlineError`` of kind `resource_exhausted` where the file cannot be written.
  func write<Number: BitwiseCopyable>(
    _ values: UnsafeBufferPointer<Number>, shape: [Int], type: String
  ) throws(DriftlineError) {
    let sides = shape.map { "\($0)," }.joined(separator: " ")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sides)), }"
    let length = (text.utf8.count + 11 + 63) / 64 * 64 - 10
    var header = Data([0x93]) + Data("NUMPY".utf8)
    header += Data([1, 0, UInt8(length & 0xFF), UInt8(length >> 8)])
    header += Data(text.utf8)
    header += Data(repeating: UInt8(ascii: " "), count: length - 1 - text.utf8.count)
    header.append(UInt8(ascii: "\n"))
    do {
      try header.write(to: URL(fileURLWithPath: path))
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      defer { try? file.close() }
      try file.seekToEnd()
      let bytes = UnsafeRawBufferPointer(values)
      for start in stride(from: 0, to: bytes.count, by: 1 << 26) {
        let part = unsafe bytes[start..<min(start + 1 << 26, bytes.count)]
        try file.write(contentsOf: unsafe Data(part))
      }
    } catch {
      throw DriftlineError(
        .resourceExhausted, "the file \(path) could not be written: \(error.localizedDescription)",
        at: path)
    }
  }

  /// Writes numbers of an array likewise; by default in one dimension.
  func write<Number: BitwiseCopyable>(
    _ values: [Number], shape: [Int]? = nil, type: String
  ) throws(DriftlineError) {
    let shape = shape ?? [values.count]
    let result = unsafe values.withUnsafeBufferPointer { buffer in
      Result { () throws(DriftlineError) in try unsafe write(buffer, shape: shape, type: type) }
    }
    try result.get()
  }

  /// Takes the file away.
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
