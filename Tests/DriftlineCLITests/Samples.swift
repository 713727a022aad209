import Foundation

/// Two small data sets: `age` and `city` drift between them, `height` does not.
final class Samples {
  private let folder: TemporaryFolder
  let baseline: String
  let current: String

  init() throws {
    folder = try TemporaryFolder()
    baseline = try folder.write(Samples.csv(rows: 1_200, shift: 0), to: "baseline.csv")
    current = try folder.write(Samples.csv(rows: 900, shift: 30), to: "current.csv")
  }

  /// The arguments that compare the two.
  var compare: [String] { ["compare", "--baseline", baseline, "--current", current] }

  /// Another file beside them.
  func file(_ name: String, _ text: String) throws -> String { try folder.write(text, to: name) }

  /// Another file beside them.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String { try folder.write(bytes, to: name) }

  /// A column of doubles in a `.npy` file beside them.
  func npy(_ name: String, _ values: [Double], promising count: Int? = nil) throws -> String {
    var header =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (\(count ?? values.count),), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }
    return try folder.write(bytes, to: name)
  }

  /// The ages of a data set, spread evenly from `shift` to `shift` + 100.
  static func ages(rows: Int, shift: Double) -> [Double] {
    (0..<rows).map { Double($0 * 37 % 1_000) / 10 + shift }
  }

  static func csv(rows: Int, shift: Double) -> String {
    let cities = shift == 0 ? ["Rom", "Rom", "Paris"] : ["Rom", "Paris", "Oslo"]
    let lines = ages(rows: rows, shift: shift).enumerated().map { row, age in
      "\(age),\(row * 53 % 100),\(cities[row % 3])"
    }
    return (["age,height,city"] + lines).joined(separator: "\n") + "\n"
  }
}
