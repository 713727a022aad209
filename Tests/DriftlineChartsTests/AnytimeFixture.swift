import Driftline
import DriftlineCharts
import Foundation

/// What Fixtures/anytime.py computed with NumPy and SciPy.
struct AnytimeFixture: Decodable {
  let normal, scores, baseline, tied: [Double]
  let times: [Int]
  let twoSided, oneSided: [[Double]]
  let centre, low, high, lowOneSide: [Double]
  let evidence, evidenceKnown, detector: [Double]
  let detectorAlarms: [Int]

  /// The fixture.
  static let shared: AnytimeFixture = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/anytime.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(AnytimeFixture.self, from: Data(contentsOf: file))
    } catch { fatalError("\(file.path): \(error)") }
  }()
}

/// What values of streams without a change are drawn from.
enum NullLaw: String, CaseIterable, Sendable {
  case normal, bernoulli, uniform, t3, ties

  var mean: Double { self == .bernoulli ? 0.1 : self == .uniform ? 0.5 : 0 }

  func draw(_ random: inout SeededRandom) -> Double {
    switch self {
    case .normal: return random.normal()
    case .bernoulli: return random.uniform() < 0.1 ? 1 : 0
    case .uniform: return random.uniform()
    case .ties: return (2 * random.normal()).rounded() / 2
    case .t3:
      let (a, b, c) = (random.normal(), random.normal(), random.normal())
      return random.normal() / ((a * a + b * b + c * c) / 3).squareRoot()
    }
  }

  func draw(_ count: Int, _ random: inout SeededRandom) -> [Double] {
    (0..<count).map { _ in draw(&random) }
  }

  /// How many of 400 streams of 2000 values ever raise an alarm in the chart that is made for each.
  func alarmed<C: ValueChart>(
    seed: UInt64, _ make: (Int, inout SeededRandom) -> C
  ) throws -> Int {
    try (0..<400).count { stream in
      var random = SeededRandom(seed: seed, stream: UInt64(stream))
      var monitor = try Monitor(make(stream, &random))
      return !monitor.alarms(in: draw(2000, &random)).isEmpty
    }
  }

  /// 400 alpha and three standard errors, at alpha = 0.05.
  static let mostAlarmed = 33
}
