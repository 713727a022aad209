import DriftlineKernels

/// Sizes of rows where something begins: a lane, a step, the usual embeddings.
let rowSizes = [1, 2, 3, 7, 8, 9, 15, 16, 17, 33, 384, 768]

/// Rows about standard normal plus an offset, the same for both types up to rounding.
func normalRows<Scalar: KernelScalar>(
  _ count: Int, _ dimensions: Int, seed: UInt64, offset: Double = 0
) -> [Scalar] {
  var random = SplitMix(state: seed)
  return (0..<count * dimensions).map { _ in Scalar(random.normal() + offset) }
}

/// A unit in the last place at 1, for either type.
func ulp<Scalar: KernelScalar>(_: Scalar.Type) -> Double { Double(Scalar.ulpOfOne) }

/// `rowProducts` with arrays.
func rowProducts<Scalar: KernelScalar>(
  _ rows: ArraySlice<Scalar>, dimensions: Int, shift: [Scalar]?, vectors: [Scalar]
) -> (norms: [Double], products: [Scalar]) {
  let (count, k) = (rows.count / dimensions, vectors.count / dimensions)
  var norms = [Double](repeating: -1, count: count)
  var products = [Scalar](repeating: -1, count: count * k)
  withOptionalPointer(shift) { shift in
    Scalar.rowProducts(
      Array(rows), count: count, dimensions: dimensions, shift: shift, vectors: vectors,
      vectorCount: k, norms: &norms, products: &products)
  }
  return (norms, products)
}

/// Opens an array that may not be there.
func withOptionalPointer<Element, Result>(
  _ array: [Element]?, _ body: (UnsafePointer<Element>?) -> Result
) -> Result {
  guard let array else { return body(nil) }
  return array.withUnsafeBufferPointer { body($0.baseAddress) }
}
