internal import Driftline
private import Foundation

/// The logarithm of a p-value; NaN where it is none.
func logarithm(_ p: Double) -> Double { p > 1 ? .nan : log(p) }

/// Samples in `.npy` files for peers, as docs/benchmark.md says.
struct SampleFiles: Sendable {
  /// The path of the baseline's file.
  let baseline: String
  /// The path of the current data's file.
  let current: String

  /// Files of a thread in a folder that is there.
  init(folder: String, thread: Int) {
    baseline = "\(folder)/baseline-\(thread).npy"
    current = "\(folder)/current-\(thread).npy"
  }

  /// Writes both sides.
  ///
  /// - Throws: `resource_exhausted` where a file cannot be written.
  func write(_ pair: SamplePair) throws(DriftlineError) -> (baseline: String, current: String) {
    let categories = Set(pair.baseline.categories + pair.current.categories).sorted()
    try write(pair.baseline, categories, to: baseline)
    try write(pair.current, categories, to: current)
    return (baseline, current)
  }

  /// Removes what was written.
  func remove() {
    for path in [baseline, current] { try? FileManager.default.removeItem(atPath: path) }
  }

  private func write(
    _ data: Dataset, _ categories: [String], to path: String
  ) throws(DriftlineError) {
    var bytes: Data
    switch data {
    case .column(.numeric(let column)):
      bytes = Self.header("<f8", "(\(column.count),)")
      try column.blocks.forEachBlock { block in
        for index in block.indices { bytes.append(block[index].bitPattern.littleEndian) }
      }
    case .column(.categorical(let column)):
      bytes = Self.header("<i4", "(\(column.count),)")
      for _ in 0..<column.missing { bytes.append(Int32(-1).littleEndian) }
      for (code, name) in categories.enumerated() {
        for _ in 0..<(column.counts[name] ?? 0) { bytes.append(Int32(code).littleEndian) }
      }
    case .matrix(let matrix):
      bytes = Self.header("<f4", "(\(matrix.count), \(matrix.dimensions))")
      let zeros = [Float](repeating: 0, count: matrix.count * matrix.dimensions)
      for value in try matrix.copy(zeros: zeros) { bytes.append(value.bitPattern.littleEndian) }
    case .table:
      preconditionFailure("a table for a peer, and scenarios draw columns and matrices")
    }
    do {
      try bytes.write(to: URL(fileURLWithPath: path))
    } catch {
      throw DriftlineError(
        .resourceExhausted, "\(path) cannot be written: \(error.localizedDescription)", at: path)
    }
  }

  /// The start of a file of NumPy's format, version 1.0, padded to 64 bytes.
  private static func header(_ type: String, _ shape: String) -> Data {
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    let length = text.utf8.count
    return Data(
      [0x93] + "NUMPY".utf8 + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + text.utf8)
  }
}

extension Dataset {
  /// The names of a categorical column's values.
  fileprivate var categories: [String] {
    if case .column(.categorical(let column)) = self { Array(column.counts.keys) } else { [] }
  }
}

extension Data {
  /// Appends a number's bytes.
  fileprivate mutating func append(_ number: some FixedWidthInteger & BitwiseCopyable) {
    unsafe Swift.withUnsafeBytes(of: number) { unsafe append(contentsOf: $0) }
  }
}
