internal import Driftline
internal import Foundation

/// The numbers that all rows work on: two files of ten million, which the peers read too.
///
/// The baseline is standard normal; the current sample has a slightly larger mean and spread.
struct Samples {
  static let count = 10_000_000

  let baseline: [Double]
  let current: [Double]

  /// Writes both files.
  static func write(to folder: String) throws {
    for (name, stream, shift, scale) in [("baseline", 1, 0.0, 1.0), ("current", 2, 0.02, 1.01)] {
      var random = SeededRandom(seed: 20_260, stream: UInt64(stream))
      let values = (0..<count).map { _ in random.normal() * scale + shift }
      var data = header(count: values.count)
      unsafe values.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
      try data.write(to: path(name, in: folder))
    }
  }

  /// Reads the first `count` numbers of both files.
  init(from folder: String, count: Int) throws {
    baseline = try Self.read("baseline", in: folder, count: count)
    current = try Self.read("current", in: folder, count: count)
  }

  private static func path(_ name: String, in folder: String) -> URL {
    URL(fileURLWithPath: folder).appendingPathComponent("\(name).npy")
  }

  private static let headerBytes = 128

  private static func header(count: Int) -> Data {
    let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(count),), }"
    let length = headerBytes - 10
    var data = Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, UInt8(length), 0])
    data.append(Data((text + String(repeating: " ", count: length - 1 - text.utf8.count)).utf8))
    data.append(0x0A)
    return data
  }

  private static func read(_ name: String, in folder: String, count: Int) throws -> [Double] {
    let file = try FileHandle(forReadingFrom: path(name, in: folder))
    defer { try? file.close() }
    try file.seek(toOffset: UInt64(headerBytes))
    return unsafe try [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
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
