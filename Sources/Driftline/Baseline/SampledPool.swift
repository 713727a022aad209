internal import DriftlineKernels
private import Synchronization

/// The rows of both sides that are held in memory.
///
/// The baseline's are all there are, or drawn one by one. The current ones may also be a sample by
/// content, as merged profiles have.
struct RowSides<Scalar: KernelScalar>: Sendable {
  let baseline: RowSample<Scalar>
  let current: RowSample<Scalar>

  /// At most `limit` rows of each side.
  ///
  /// A sample by content keeps all copies of a row or none. Where the baseline has rows that occur
  /// often, it is held against the baseline's rows of the same part of space alone, so that copies
  /// share their fate on both sides.
  func pooled(limit: Int, seed: UInt64) -> PooledRows<Scalar> {
    var reference = baseline.isByNumber ? baseline.trimmed(to: limit) : baseline
    if !current.isByNumber, let bound = current.limit, baseline.hasManyCopies(seed: seed) {
      reference = baseline.below(bound, seed: seed)
    }
    return PooledRows(
      reference, current.isByNumber ? current.trimmed(to: limit) : current, limit: limit,
      seed: seed)
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
  private let pools = Mutex<[Int: RowPool]>([:])

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

  func rows(limit: Int) -> RowPool {
    pools.withLock { pools in
      if let known = pools[limit] { return known }
      let made: RowPool =
        switch samples {
        case .single(let sides): .single(sides.pooled(limit: limit, seed: seed))
        case .double(let sides): .double(sides.pooled(limit: limit, seed: seed))
        case .none: preconditionFailure("rows in memory were not asked for")
        }
      pools[limit] = made
      return made
    }
  }
}
