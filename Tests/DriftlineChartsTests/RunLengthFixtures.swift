import Foundation

/// The published and recomputed run lengths of `Fixtures/run_lengths.json`.
struct RunLengthFixtures: Decodable {
  struct EWMARow: Decodable {
    let lambda, limit: Double
    let average: [Double]
    let timeVarying: [Double]?
  }
  struct CUSUMRow: Decodable {
    let k, h: Double
    let average, halfHeadStart: [Double]
  }
  struct EWMALimit: Decodable { let arl0, lambda, limit: Double }
  struct CUSUMLimit: Decodable { let arl0, k, h: Double }
  struct MEWMARow: Decodable {
    let dimensions: Int
    let limit: Double
    let average: [Double]
  }
  struct MEWMATable: Decodable {
    let lambda: Double
    let shifts: [Double]
    let charts: [MEWMARow]
  }

  let shifts: [Double]
  let ewma: [EWMARow]
  let cusum: [CUSUMRow]
  let shewhart3: [Double]
  let ewmaLimits: [EWMALimit]
  let cusumLimits: [CUSUMLimit]
  let mewma: MEWMATable

  static let all: RunLengthFixtures = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/run_lengths.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(Self.self, from: Data(contentsOf: file))
    } catch {
      fatalError("\(file.path): \(error)")
    }
  }()
}

/// Whether a number is another to a relative difference.
func isClose(_ value: Double, _ expected: Double, _ tolerance: Double = 2e-4) -> Bool {
  abs(value - expected) <= tolerance * abs(expected)
}

/// Whether a number is one that was printed with so many digits, within six tenths of the last.
func rounds(_ value: Double, to printed: String) -> Bool {
  let parts = printed.split(separator: ".", omittingEmptySubsequences: false)
  let digits = parts.count == 2 ? parts[1].count : 0
  guard let expected = Double(printed) else { return false }
  return abs(value - expected) <= 0.6 * pow(10, -Double(digits))
}
