internal import Driftline
private import Foundation

/// The logarithm of a p-value; NaN where it is none.
func logarithm(_ p: Double) -> Double { p > 1 ? .nan : log(p) }

/// Samples in `.npy` files for peers, as docs/benchmark.md says.
struct SampleFiles: Sendable {
  private let baseline: SampleFile
  private let current: SampleFile

  /// Files of a thread in a folder that is there.
  init(folder: String, thread: Int) {
    baseline = SampleFile("baseline-\(thread)", in: folder)
    current = SampleFile("current-\(thread)", in: folder)
  }

  /// Writes both sides and gives their paths.
  ///
  /// - Throws: `resource_exhausted` where a file cannot be written.
  func write(_ pair: SamplePair) throws(DriftlineError) -> (baseline: String, current: String) {
    let categories = Set(pair.baseline.categories + pair.current.categories).sorted()
    try Self.write(pair.baseline, categories, to: baseline)
    try Self.write(pair.current, categories, to: current)
    return (baseline.path, current.path)
  }

  /// Removes what was written.
  func remove() {
    baseline.remove()
    current.remove()
  }

  private static func write(
    _ data: Dataset, _ categories: [String], to file: SampleFile
  ) throws(DriftlineError) {
    switch data {
    case .column(.numeric(let column)):
      var values: [Double] = []
      values.reserveCapacity(column.count)
      try column.blocks.forEachBlock { block in
        for index in block.indices { values.append(block[index]) }
      }
      try file.write(values, type: "<f8")
    case .column(.categorical(let column)):
      var codes = [Int32](repeating: -1, count: column.missing)
      for (code, name) in categories.enumerated() {
        codes += [Int32](repeating: Int32(code), count: column.counts[name] ?? 0)
      }
      try file.write(codes, type: "<i4")
    case .matrix(let matrix):
      try file.write(
        try matrix.values(as: Float.self), shape: [matrix.count, matrix.dimensions], type: "<f4")
    case .table:
      preconditionFailure("a table for a peer, and scenarios draw columns and matrices")
    }
  }
}

extension Dataset {
  /// The names of a categorical column's values.
  fileprivate var categories: [String] {
    if case .column(.categorical(let column)) = self { Array(column.counts.keys) } else { [] }
  }
}
