public import Driftline
internal import DriftlineKernels

/// What a machine can do at most: what the times of detectors are held against.
public struct MachineLimits: Codable, Sendable, Equatable {
  /// The threads that stand for all.
  public var threads: Int
  /// Bytes a second that one thread reads from memory.
  public var readRate: Double
  /// Bytes a second that all threads together read.
  public var readRateOfAll: Double
  /// Single-precision operations a second of products of matrices on one thread.
  public var productRate: Double
  /// The same with all threads, each with products of its own, as the detectors share them out.
  public var productRateOfAll: Double

  /// Limits that are known.
  public init(
    threads: Int, readRate: Double, readRateOfAll: Double, productRate: Double,
    productRateOfAll: Double
  ) {
    self.threads = threads
    self.readRate = readRate
    self.readRateOfAll = readRateOfAll
    self.productRate = productRate
    self.productRateOfAll = productRateOfAll
  }

  /// Measures this machine: the best of several runs each.
  ///
  /// - Parameters:
  ///   - threads: the threads that stand for all.
  ///   - bytes: the size of what is read; `nil` for 512 MiB or four times the last cache, whichever
  ///     is more, but no more than a quarter of the memory that is free.
  ///   - budget: seconds for each of the four limits.
  /// - Returns: the limits.
  public static func measure(
    threads: Int = CompareOptions().threads, bytes: Int? = nil, budget: Double = 1
  ) -> MachineLimits {
    precondition(threads >= 1, "threads is \(threads), and at least 1 is needed")
    let wanted = max(512 << 20, 4 * Machine.lastCache)
    let free = Machine.memory(named: "MemAvailable").map { $0 / 4 } ?? wanted
    let values = [Double](repeating: 1, count: (bytes ?? min(wanted, max(free, 1 << 20))) / 8)
    func read(_ threads: Int) -> Double {
      let best = Timing.best(budget: budget) {
        let missing = countMissing(values.span, threads: threads)
        precondition(missing == 0, "\(missing) missing values among ones")
      }
      return Double(8 * values.count) / best
    }
    let (one, all) = (read(1), threads > 1 ? read(threads) : nil)
    let product = multiply(threads: 1, budget: budget)
    return MachineLimits(
      threads: threads, readRate: one, readRateOfAll: max(one, all ?? one), productRate: product,
      productRateOfAll: threads > 1
        ? max(product, multiply(threads: threads, budget: budget)) : product)
  }

  /// The side of the matrices whose products are timed.
  private static let side = 1_024

  /// Operations a second of so many products side by side.
  private static func multiply(threads: Int, budget: Double) -> Double {
    let area = side * side
    let factors = RowStorage(
      copying: (0..<area).map { Float($0 % 7) - 3 }, dimensions: side)
    let products = RowStorage<Float>(count: threads, dimensions: area)
    let best = Timing.best(budget: budget) {
      concurrently(count: threads, threads: threads) { thread in
        unsafe Float.gemm(
          transposeA: false, transposeB: true, m: side, n: side, k: side, alpha: 1,
          a: factors.start, lda: side, b: factors.start, ldb: side, beta: 0,
          c: products.start + thread * area, ldc: side)
      }
    }
    return 2 * Double(side) * Double(area) * Double(threads) / best
  }
}

extension MachineLimits {
  /// Bytes under which work has no limit: they may lie in a cache, which is faster than memory.
  public static let fewBytes = 32e6

  /// The least seconds that work of all threads takes: to read so many bytes of memory once, or for so
  /// many operations of products, whichever is longer.
  public func seconds(bytes: Double, operations: Double) -> Double {
    max(bytes / readRateOfAll, operations / productRateOfAll)
  }

  /// The share of the limit that work reaches which took so many seconds.
  ///
  /// `nil` for work that is bound by reading few bytes, and where a rate was not measured.
  public func share(seconds: Double, bytes: Double, operations: Double) -> Double? {
    guard readRateOfAll > 0, productRateOfAll > 0, seconds > 0 else { return nil }
    let isBoundByProducts = operations / productRateOfAll > bytes / readRateOfAll
    guard isBoundByProducts || bytes >= Self.fewBytes else { return nil }
    return self.seconds(bytes: bytes, operations: operations) / seconds
  }
}
