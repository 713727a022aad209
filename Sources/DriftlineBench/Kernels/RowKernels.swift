internal import Driftline
internal import DriftlineKernels

extension KernelCases {
  /// Kernels that go through rows, in one precision.
  static func rows<Scalar: KernelScalar>(_ type: Scalar.Type) -> [KernelCase] {
    let (d, vectors) = (384, 10)
    let size = MemoryLayout<Scalar>.stride
    let suffix = size == 4 ? "f32" : "f64"
    func named(
      _ name: String, _ summary: String,
      _ prepare:
        @escaping @Sendable (_ count: Int, RowStorage<Scalar>, _ shift: RowStorage<Scalar>)
        -> KernelWork
    ) -> KernelCase {
      KernelCase("\(name)_\(suffix)", summary) { scale in
        let count = 2_048 * scale
        return prepare(
          count, KernelInputs.rows(count, d, as: type),
          KernelInputs.rows(1, d, as: type, stream: 1))
      }
    }
    return [
      named("row_norms", "squared norms of rows less a shift") { count, rows, shift in
        let norms = RowStorage<Double>(count: count, dimensions: 1)
        return KernelWork(
          bytes: size * count * d,
          run: {
            unsafe Scalar.rowProducts(
              rows.start, count: count, dimensions: d, shift: shift.start, vectors: nil,
              vectorCount: 0, norms: norms.start, products: nil)
          }, checksum: { unsafe KernelInputs.sum(norms.buffer) })
      },
      named("row_products", "norms, and products with 10 vectors") { count, rows, shift in
        let others = KernelInputs.rows(vectors, d, as: type, stream: 2)
        let norms = RowStorage<Double>(count: count, dimensions: 1)
        let products = RowStorage<Scalar>(count: count, dimensions: vectors)
        return KernelWork(
          bytes: size * count * (d + vectors),
          run: {
            unsafe Scalar.rowProducts(
              rows.start, count: count, dimensions: d, shift: shift.start, vectors: others.start,
              vectorCount: vectors, norms: norms.start, products: products.start)
          },
          checksum: { KernelInputs.sum(of: products) + KernelInputs.sum(of: norms) })
      },
      named("add_to_clusters", "sums of the rows of 10 clusters") { count, rows, shift in
        let clusters = (0..<count).map { Int32($0 * 7 % vectors) }
        let sums = RowStorage<Double>(count: vectors, dimensions: d)
        return KernelWork(
          bytes: size * count * d, reset: { unsafe sums.buffer.update(repeating: 0) },
          run: {
            unsafe Scalar.addToClusters(
              rows.start, count: count, dimensions: d, shift: shift.start, clusters: clusters,
              sums: sums.start)
          }, checksum: { KernelInputs.sum(of: sums) })
      },
      named("column_sums", "sums and sums of squares of columns") { count, rows, shift in
        let sums = RowStorage<Double>(count: 2, dimensions: d)
        return KernelWork(
          bytes: size * count * d, reset: { unsafe sums.buffer.update(repeating: 0) },
          run: {
            unsafe Scalar.columnSums(
              rows.start, count: count, dimensions: d, shift: shift.start, kept: nil,
              sums: sums.start, squares: sums.start + d)
          }, checksum: { KernelInputs.sum(of: sums) })
      },
      named("centre", "rows less a shift") { count, rows, shift in
        let centred = RowStorage<Scalar>(count: count, dimensions: d)
        return KernelWork(
          bytes: 2 * size * count * d,
          run: {
            unsafe Scalar.centre(
              rows.start, count: count, dimensions: d, shift: shift.start, kept: nil,
              into: centred.start)
          }, checksum: { KernelInputs.sum(of: centred) })
      },
      named("row_hashes", "a hash of each row") { count, rows, _ in
        let hashes = RowStorage<UInt64>(count: count, dimensions: 1)
        return KernelWork(
          bytes: size * count * d,
          run: {
            unsafe Scalar.rowHashes(
              rows.start, count: count, dimensions: d, seed: 1, hashes: hashes.start)
          },
          checksum: { unsafe KernelInputs.sum(hashes.buffer.map { Double($0 >> 11) }) })
      },
      gaussian(type, suffix), nearest(type, suffix),
    ]
  }

  private static func gaussian<Scalar: KernelScalar>(
    _ type: Scalar.Type, _ suffix: String
  ) -> KernelCase {
    KernelCase("gaussian_\(suffix)", "the Gaussian kernel of a block of products") { scale in
      let (rows, columns) = (512 * scale, 512)
      let source = KernelInputs.rows(rows, columns, as: type)
      let products = RowStorage<Scalar>(count: rows, dimensions: columns)
      let norms = RowStorage(
        copying: (0..<rows + columns).map { Scalar(3 + $0 % 5) }, dimensions: 1)
      return KernelWork(
        bytes: 2 * MemoryLayout<Scalar>.stride * rows * columns,
        reset: { unsafe products.start.update(from: source.start, count: rows * columns) },
        run: {
          unsafe Scalar.gaussian(
            products.start, rows: rows, columns: columns, stride: columns, rowNorms: norms.start,
            columnNorms: norms.start + rows, gamma: 0.5)
        }, checksum: { KernelInputs.sum(of: products) })
    }
  }

  private static func nearest<Scalar: KernelScalar>(
    _ type: Scalar.Type, _ suffix: String
  ) -> KernelCase {
    KernelCase("nearest_\(suffix)", "the nearest of 64 centres, from products") { scale in
      let (count, centres) = (4_096 * scale, 64)
      let products = KernelInputs.rows(count, centres, as: type)
      let halves = RowStorage(copying: (0..<centres).map { Scalar($0 % 3) / 4 }, dimensions: 1)
      let places = RowStorage<Int32>(count: count, dimensions: 1)
      let scores = RowStorage<Scalar>(count: count, dimensions: 1)
      return KernelWork(
        bytes: MemoryLayout<Scalar>.stride * count * centres,
        run: {
          unsafe Scalar.nearest(
            products.start, count: count, vectorCount: centres, halfNorms: halves.start,
            indices: places.start, scores: scores.start)
        },
        checksum: {
          unsafe KernelInputs.sum(of: scores) + KernelInputs.sum(places.buffer.map { Double($0) })
        })
    }
  }
}

extension KernelInputs {
  /// The sum of numbers in rows, each with the weight of its place.
  static func sum(of rows: RowStorage<some KernelScalar>) -> Double {
    unsafe sum(rows.buffer.map { Double($0) })
  }
}
