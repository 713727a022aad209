internal import DriftlineKernels
private import Synchronization

/// The rows of both sides that are held in memory.
///
/// They are all there are, or drawn one by one, or a sample by content, as merged profiles have.
struct RowSides<Scalar: KernelScalar>: Sendable {
  let baseline: RowSample<Scalar>
  let current: RowSample<Scalar>

  /// At most `limit` rows of each side, as they are.
  func held(limit: Int, seed: UInt64) -> PooledRows<Scalar> {
    func few(_ sample: RowSample<Scalar>) -> RowSample<Scalar> {
      sample.isByNumber ? sample.trimmed(to: limit) : sample
    }
    return PooledRows(few(baseline), few(current), limit: limit, seed: seed)
  }

  /// At most `limit` rows of each side, which are rows of one distribution where nothing has drifted.
  ///
  /// A sample by content keeps all copies of a row or none. Where rows repeat, both sides are left
  /// with the rows that all such samples would have kept: copies then share their fate on both.
  func comparable(limit: Int, seed: UInt64) -> PooledRows<Scalar> {
    let bounds = [baseline, current].filter { !$0.isByNumber }.compactMap(\.limit)
    guard let bound = bounds.min(),
      baseline.hasManyCopies(seed: seed) || current.hasManyCopies(seed: seed)
    else { return held(limit: limit, seed: seed) }
    return RowSides(
      baseline: baseline.below(bound, seed: seed), current: current.below(bound, seed: seed)
    ).held(limit: limit, seed: seed)
  }
}

/// Two samples, pooled once for each limit that is asked for.
final class SampledPool: Sendable {
  private enum Samples {
    case none
    case single(RowSides<Float>)
    case double(RowSides<Double>)
  }

  private let samples: Samples
  private let seed: UInt64
  private let pools = Mutex<[Key: RowPool]>([:])

  private struct Key: Hashable {
    let limit: Int
    let isComparable: Bool
  }

  init<Scalar: KernelScalar>(_ sides: RowSides<Scalar>?, seed: UInt64) {
    if let sides = sides as? RowSides<Float> {
      samples = .single(sides)
    } else if let sides = sides as? RowSides<Double> {
      samples = .double(sides)
    } else {
      samples = .none
    }
    self.seed = seed
  }

  /// At most `limit` rows of each side: those that can be compared, or all that are held.
  func rows(limit: Int, isComparable: Bool) -> RowPool {
    func pooled<Scalar>(_ sides: RowSides<Scalar>) -> PooledRows<Scalar> {
      isComparable
        ? sides.comparable(limit: limit, seed: seed) : sides.held(limit: limit, seed: seed)
    }
    let key = Key(limit: limit, isComparable: isComparable)
    return pools.withLock { pools in
      if let known = pools[key] { return known }
      let made: RowPool =
        switch samples {
        case .single(let sides): .single(pooled(sides))
        case .double(let sides): .double(pooled(sides))
        case .none: preconditionFailure("rows in memory were not asked for")
        }
      pools[key] = made
      return made
    }
  }
}
