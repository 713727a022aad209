internal import Driftline
internal import DriftlineKernels

/// The inputs of kernels, all from one seed.
enum KernelInputs {
  /// Standard normal values.
  static func normal(_ count: Int, stream: UInt64 = 0) -> [Double] {
    var random = SeededRandom(seed: 20_267, stream: stream)
    return (0..<count).map { _ in random.normal() }
  }

  /// Normal values in order.
  static func ordered(_ count: Int, stream: UInt64 = 0) -> [Double] {
    normal(count, stream: stream).sorted()
  }

  /// Rows of normal values.
  static func rows<Scalar: KernelScalar>(
    _ count: Int, _ dimensions: Int, as _: Scalar.Type, stream: UInt64 = 0
  ) -> RowStorage<Scalar> {
    RowStorage(
      copying: normal(count * dimensions, stream: stream).map { Scalar($0) },
      dimensions: dimensions)
  }

  /// The sum of numbers, each with the weight of its place, so that their order counts.
  static func sum(_ values: some Collection<Double>) -> Double {
    var (sum, weight) = (0.0, 1.0)
    for value in values {
      sum += value * weight
      weight = weight >= 1.9 ? 1 : weight + 0.001
    }
    return sum
  }

  /// The same of counts.
  static func sum(_ values: [Int]) -> Double { sum(values.map { Double($0) }) }
}
