internal import Foundation

/// A file of numbers in NumPy's format, version 1.
struct StoredNumbers {
  private let file: URL
  private static let headerBytes = 128

  init(_ name: String, in folder: String) {
    file = URL(fileURLWithPath: folder).appendingPathComponent("\(name).npy")
  }

  /// Writes numbers whose type NumPy calls `type`.
  func write<Number: BitwiseCopyable>(_ values: [Number], shape: String, type: String) throws {
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
    let length = Self.headerBytes - 10
    var data = Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, UInt8(length), 0])
    data.append(Data((text + String(repeating: " ", count: length - 1 - text.utf8.count)).utf8))
    data.append(0x0A)
    unsafe values.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    try data.write(to: file)
  }

  /// Reads the first `count` numbers.
  func read<Number: BitwiseCopyable>(count: Int) throws -> [Number] {
    let file = try FileHandle(forReadingFrom: file)
    defer { try? file.close() }
    try file.seek(toOffset: UInt64(Self.headerBytes))
    return unsafe try [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      var filled = 0
      while filled < bytes.count {
        let part = try file.read(upToCount: min(1 << 24, bytes.count - filled)) ?? Data()
        if part.isEmpty { throw CocoaError(.fileReadCorruptFile) }
        unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]).copyBytes(from: part)
        filled += part.count
      }
      initialized = count
    }
  }
}
