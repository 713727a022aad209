package import DriftlineKernels

/// The number of bytes that each of some numbers needs: 2, 4 or 8.
///
/// - Complexity: O(n).
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
func packedWidth<Scalar: KernelScalar>(of values: [Scalar]) -> Int {
  if values.allSatisfy({ isKept($0, as: Float16.self) }) { return 2 }
  return values.allSatisfy({ isKept($0, as: Float.self) }) ? 4 : 8
}

/// Numbers in the smallest precision that holds them all: a byte for its width (2, 4 or 8), then the
/// numbers one after the other.
extension ByteWriter {
  /// Writes numbers without loss; how many there are is known to whoever reads them.
  ///
  /// - Complexity: O(n).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package mutating func packed<Scalar: KernelScalar>(_ values: [Scalar]) {
    let width = packedWidth(of: values)
    u8(UInt8(width))
    switch width {
    case 2: raw(values.map { Float16($0) })
    case 4: raw(values.map { Float($0) })
    default: raw(values.map { Double($0) })
    }
  }
}

extension ByteReader {
  /// Reads so many finite numbers; their width has to be the smallest that will do.
  ///
  /// - Complexity: O(n).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package mutating func packed<Scalar: KernelScalar>(
    _ field: String, count: Int
  ) throws(DriftlineError) -> [Scalar] {
    let place = offset
    let width = try u8("the width of \(field)")
    let values: [Scalar]
    switch width {
    case 2: values = try raw(field, count: count, of: Float16.self).map { Scalar($0) }
    case 4: values = try raw(field, count: count, of: Float.self).map { Scalar($0) }
    case 8 where Scalar.self == Double.self:
      values = try raw(field, count: count, of: Double.self).map { Scalar($0) }
    default:
      throw damage(
        "the width of \(field)", is: width,
        expected: Scalar.self == Double.self ? "2, 4 or 8" : "2 or 4", at: place)
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw damage(
        "number \(index) of \(field)", is: "\(values[index])", expected: "a finite number",
        at: place + 1 + index * Int(width))
    }
    guard Int(width) == packedWidth(of: values) else {
      throw damage(
        "the width of \(field)", is: width, expected: "the smallest that holds them all", at: place)
    }
    return values
  }
}

/// Whether a number is the same in another precision; zeros have signs.
@inline(__always)
private func isKept<Scalar: BinaryFloatingPoint, Narrow: BinaryFloatingPoint>(
  _ value: Scalar, as _: Narrow.Type
) -> Bool { Scalar(Narrow(value)) == value }
