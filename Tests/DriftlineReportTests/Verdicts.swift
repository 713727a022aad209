import Driftline

/// Verdicts on small data that are made anew for each test.
enum Verdicts {
  static func numbers(_ count: Int, seed: UInt64, shift: Double = 0) -> [Double] {
    var random = SeededRandom(seed: seed, stream: 0)
    return (0..<count).map { _ in random.normal() + shift }
  }

  /// A column of numbers.
  static func numeric(shift: Double, detectors: [String] = ["psi", "ks"]) throws -> Verdict {
    try compare(
      baseline: .column(.numeric(numbers(500, seed: 1))),
      current: .column(.numeric(numbers(400, seed: 2, shift: shift))),
      detectors: detectors.map { DetectorRequest($0) })
  }

  /// A column of categories.
  static func categorical(_ names: [String], detectors: [String] = ["psi"]) throws -> Verdict {
    func column(_ weight: Int) -> Column {
      .categorical(
        CategoricalColumn(
          names.enumerated().flatMap { index, name in
            [String?](repeating: name, count: 20 + index * weight)
          }))
    }
    return try compare(
      baseline: .column(column(1)), current: .column(column(5)),
      detectors: detectors.map { DetectorRequest($0) })
  }

  /// A table in which every second column has moved.
  static func table(
    _ names: [String], rows: Int = 200, detectors: [String] = ["psi"]
  ) throws -> Verdict {
    func columns(_ side: UInt64) throws -> Dataset {
      try .table(
        Table(
          names.enumerated().map { index, name in
            let shift = side == 1 && index % 2 == 0 ? 1.0 + Double(index % 7) / 10 : 0
            return (name, .numeric(numbers(rows, seed: UInt64(index) * 2 + side, shift: shift)))
          }))
    }
    return try compare(
      baseline: try columns(0), current: try columns(1),
      detectors: detectors.map {
        DetectorRequest($0, $0 == "psi" ? [.init("permutations", .int(0))] : [])
      })
  }

  /// Embeddings that have moved along their second dimension.
  static func embedding() throws -> Verdict {
    func matrix(_ seed: UInt64, _ shift: Double) throws -> Matrix {
      let values = numbers(300 * 5, seed: seed)
      return try Matrix(
        values.enumerated().map { $0 % 5 == 1 ? $1 + shift : $1 }, dimensions: 5)
    }
    return try compare(
      baseline: .matrix(try matrix(1, 0)), current: .matrix(try matrix(2, 3)),
      detectors: ["centroid", "cluster_scan", "cluster_psi", "dimensions", "classifier"].map {
        DetectorRequest($0)
      })
  }
}
