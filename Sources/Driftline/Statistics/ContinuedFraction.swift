/// The value of a continued fraction `b0 + a1 / (b1 + a2 / (b2 + ...))`, step by step.
///
/// Source: W. Lentz, Applied Optics 15 (1976), DOI 10.1364/AO.15.000668; DLMF 3.10(iii).
struct ContinuedFraction {
  /// The value of the terms so far.
  private(set) var value: Double
  private var numerators: Double
  private var denominators = 0.0
  private var steps = 0

  /// A fraction of one term, which is not zero.
  @inline(__always)
  init(first: Double) {
    value = first
    numerators = first
  }

  /// Adds a term, and tells whether the value has settled.
  ///
  /// A value that doesn't settle in 100 000 steps is taken as it is; within the documented domains
  /// of its users none needs more than some hundreds.
  ///
  /// - Complexity: O(1).
  @inline(__always)
  mutating func step(_ a: Double, _ b: Double) -> Bool {
    denominators = 1 / (b + a * denominators)
    numerators = b + a / numerators
    let change = numerators * denominators
    value *= change
    steps += 1
    return !(abs(change - 1) > 0x1p-52) || steps == 100_000
  }
}
