import Driftline
import Foundation

/// The streams that sketches are held to, each a pure function of its length and seed.
enum Stream: String, CaseIterable {
  case permuted
  case sorted
  case reversed
  case duplicates
  case cauchy
  case pareto

  func values(_ count: Int, seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed, stream: 77)
    switch self {
    case .permuted: return (0..<count).map(Double.init).shuffled(using: &random)
    case .sorted: return (0..<count).map(Double.init)
    case .reversed: return (0..<count).reversed().map(Double.init)
    case .duplicates:
      return (0..<count).map { _ in
        random.below(2) == 0 ? 0 : Double(random.below(10) * random.below(10))
      }
    case .cauchy: return (0..<count).map { _ in random.normal() / random.normal() }
    case .pareto: return (0..<count).map { _ in pow(1 - random.uniform(), -2) }
    }
  }
}

/// A sketch of values in so many parts of one length, merged in a random tree.
func sketch(_ values: [Double], parts: Int, k: Int, seed: UInt64) -> QuantileSketch {
  var sketches = (0..<parts).map { part in
    let (start, end) = (part * values.count / parts, (part + 1) * values.count / parts)
    var sketch = QuantileSketch(k: k, seed: seed)
    sketch.update(values.span.extracting(start..<end))
    return sketch
  }
  var random = SeededRandom(seed: seed, stream: 78)
  while sketches.count > 1 {
    let taken = sketches.remove(at: random.below(sketches.count))
    sketches[random.below(sketches.count)].merge(taken)
  }
  return sketches[0]
}
