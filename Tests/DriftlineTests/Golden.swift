import Driftline
import Foundation

/// Numbers that nobody on this project wrote, read from Tests/Goldens.
enum Golden {
  static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws
    -> Value
  {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Goldens")
    let data = try Data(contentsOf: folder.appendingPathComponent(name))
    let decoder = JSONDecoder()
    return try decoder.decode(Value.self, from: data)
  }
}

/// A number, or one of the words for those that are not finite.
struct Number: Decodable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      value = number
    } else {
      let word = try container.decode(String.self)
      value = ["inf": .infinity, "-inf": -.infinity, "nan": .nan][word] ?? .nan
    }
  }
}

/// Whether two numbers agree to a relative tolerance; NaN agrees with NaN.
func agree(_ a: Double, _ b: Double, relative: Double, absolute: Double = 0) -> Bool {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
  return a == b || abs(a - b) <= max(relative * max(abs(a), abs(b)), absolute)
}

/// The finding of one detector on two samples.
func find(
  _ detector: any NumericDetector, _ x: [Double], _ y: [Double],
  weights: ([Double]?, [Double]?) = (nil, nil), seed: UInt64 = 0, threads: Int = 2
) throws -> Finding {
  func column(_ values: [Double], _ weights: [Double]?) throws -> NumericColumn {
    if let weights { return try NumericColumn(values, weights: weights) }
    return NumericColumn(values)
  }
  var options = CompareOptions()
  options.seed = seed
  options.threads = threads
  let verdict = try compare(
    baseline: column(x, weights.0), current: column(y, weights.1), detectors: [detector],
    options: options)
  return verdict.scores[0].finding
}

/// The finding of one detector on two tables of counts.
func find(
  _ detector: any CategoricalDetector, _ a: [String: Int], _ b: [String: Int]
) throws -> Finding {
  let verdict = try compare(
    baseline: CategoricalColumn(counts: a), current: CategoricalColumn(counts: b),
    detectors: [detector])
  return verdict.scores[0].finding
}

extension Finding {
  /// The number of a name in the detail.
  func number(_ name: String) -> Double {
    switch detail.first(where: { $0.key == name })?.value {
    case .number(let value): value
    case .int(let value): Double(value)
    default: .nan
    }
  }

  /// The word of a name in the detail.
  func word(_ name: String) -> String? {
    if case .string(let word) = detail.first(where: { $0.key == name })?.value { word } else { nil }
  }

  var pValue: Double { logPValue.map { exp($0) } ?? .nan }
}

/// Named samples for null and property tests, each a pure function of the seed.
enum Samples: String, CaseIterable {
  case uniform
  case normal
  case heavyTailed
  case discrete

  func draw(_ count: Int, seed: UInt64, stream: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed, stream: stream)
    return (0..<count).map { _ in
      switch self {
      case .uniform: random.uniform()
      case .normal: random.normal()
      case .heavyTailed: random.normal() / random.normal()
      case .discrete: Double(random.below(5))
      }
    }
  }
}
