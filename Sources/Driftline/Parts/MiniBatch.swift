internal import DriftlineKernels

/// k-means in batches, for matrices that are too long to read time and again.
///
/// Batches of 4096 rows are read, as 16 stretches of 256 rows at seeded places. A centre that has
/// seen v rows and is the nearest to m of a batch becomes the mean of all v + m: Sculley's steps of
/// 1 / v, taken for the whole batch at once. A centre without a row in the first ten batches is put
/// on the batch's row that is farthest from its own.
///
/// - Complexity: O(batches k d); memory for one batch.
///
/// Source: D. Sculley, WWW 2010, DOI 10.1145/1772690.1772862.
struct MiniBatch<Scalar: KernelScalar>: Sendable {
  let rows: CentredRows<Scalar>
  /// How many batches are read.
  let batches: Int
  let seed: UInt64

  private static var stretches: Int { 16 }
  private static var stretchRows: Int { 256 }

  /// Moves centres.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func run(from start: [Scalar]) throws(DriftlineError) -> [Scalar] {
    let width = rows.dimensions
    var centres = start
    var seen = [Int](repeating: 0, count: start.count / width)
    for batch in 0..<batches {
      let inMemory = try CentredRows(centred: read(batch), threads: rows.pass.threads)
      let known = NearestCentres(centres, inMemory)
      let (sums, _) = try known.sums(inMemory)
      for (cluster, count) in sums.counts.enumerated() where count > 0 {
        seen[cluster] += count
        let (n, v) = (Double(count), Double(seen[cluster]))
        for index in cluster * width..<(cluster + 1) * width {
          let old = Double(centres[index])
          centres[index] = Scalar(old + (sums.sums[index] - n * old) / v)
        }
      }
      if batch < 10 { try fillEmpty(&centres, seen, known, inMemory) }
    }
    return centres
  }

  private func fillEmpty(
    _ centres: inout [Scalar], _ seen: [Int], _ known: NearestCentres<Scalar>,
    _ batch: CentredRows<Scalar>
  ) throws(DriftlineError) {
    let empty = seen.indices.filter { seen[$0] == 0 }
    if empty.isEmpty { return }
    let far = try known.farthest(empty.count, batch)
    let values = try batch.gathered(far.map(\.place))
    let width = rows.dimensions
    for (index, (cluster, _)) in zip(empty, far).enumerated() {
      let value = unsafe Array(values.rows(index..<index + 1))
      centres.replaceSubrange(cluster * width..<(cluster + 1) * width, with: value)
    }
  }

  /// The rows of one batch, less the shift.
  private func read(_ batch: Int) throws(DriftlineError) -> RowStorage<Scalar> {
    var random = SeededRandom(seed: seed, stream: 0x6261_7463_6800 &+ UInt64(batch))
    let stretch = min(Self.stretchRows, rows.count)
    let buffer = RowStorage<Scalar>(count: Self.stretches * stretch, dimensions: rows.dimensions)
    for index in 0..<Self.stretches {
      let first = random.below(rows.count - stretch + 1)
      let target = unsafe buffer.rows(index * stretch..<(index + 1) * stretch)
      try unsafe rows.pass.matrix.rows.read(first..<first + stretch, as: target)
    }
    unsafe Scalar.centre(
      buffer.start, count: buffer.count, dimensions: rows.dimensions, shift: rows.shift, kept: nil,
      into: buffer.start)
    return buffer
  }
}
