import Foundation

/// What NumPy makes of the published recipes: Fixtures/quality.py.
struct QualityGoldens: Decodable {
  /// A number, which may be infinite.
  struct Number: Decodable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let word = try? container.decode(String.self) {
        value = word == "inf" ? .infinity : -.infinity
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  /// Steps, and what is wrong with them.
  struct Tools: Decodable {
    let expected, actual, missing, unexpected: [String]
    let alarm: Bool
  }

  /// A text, and how many of its words differ.
  struct Text: Decodable {
    let text: String
    let ratio: Double
    let alarm: Bool
  }

  let values: [Double]
  let z0, z1, drops, quantile, meanSigma, medianMAD: [Number?]
  let rows: [[Double]]
  let severities: [String?]
  let runs: [[Int]]
  let runReasons: [[String]]
  let tools: [Tools]
  let texts: [Text]

  enum CodingKeys: String, CodingKey {
    case values, drops, quantile, rows, severities, runs, tools, texts
    case z0 = "z_0"
    case z1 = "z_1"
    case meanSigma = "mean_sigma"
    case medianMAD = "median_mad"
    case runReasons = "run_reasons"
  }

  /// The fixture.
  static let shared: QualityGoldens = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/quality.json")
    do {
      return try JSONDecoder().decode(QualityGoldens.self, from: Data(contentsOf: file))
    } catch {
      preconditionFailure("\(file.path): \(error)")
    }
  }()

  /// The first place at which numbers differ from those expected by more than 1e-12, relative to the
  /// expected and to 1; `nil` where there is none.
  static func firstDifference(_ found: [Double], _ expected: [Number?]) -> Int? {
    guard found.count == expected.count else { return min(found.count, expected.count) }
    return found.indices.first { place in
      guard let wanted = expected[place]?.value else { return !found[place].isNaN }
      if found[place] == wanted { return false }
      return !(abs(found[place] - wanted) <= 1e-12 * max(1, abs(wanted)))
    }
  }
}
