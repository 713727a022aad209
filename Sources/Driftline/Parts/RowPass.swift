package import DriftlineKernels
private import Synchronization

/// One read of a matrix, on several threads, whose result does not depend on how many there are nor
/// on how many bytes are read at a time.
///
/// Rows are cut into chunks whose size depends on their length alone. A chunk is worked on by one
/// thread, tile by tile from its first row to its last, and what chunks give is folded in their order.
struct RowPass<Scalar: KernelScalar>: Sendable {
  let matrix: Matrix
  let threads: Int
  /// About how many bytes are read at a time where rows are not in memory.
  var blockBytes = standardBlockBytes
  /// How many times the usual chunk one chunk is, for partial results that are large.
  var chunkScale = 1
  /// Whether these are rows of the data, whose passes are progress, and not a few in memory.
  var isProgress = true

  /// Rows that lie in memory.
  private var storage: RowStorage<Scalar>? {
    (matrix.rows as? MemoryRows<Scalar>)?.storage
  }

  /// How many rows a tile has: about 128 KiB, so that it stays in the second-level cache.
  var tileRows: Int {
    max(16, (131_072 / MemoryLayout<Scalar>.stride / matrix.dimensions) / 16 * 16)
  }

  /// How many rows a chunk has: about half a million values, in whole tiles.
  var chunkRows: Int {
    max(1, 524_288 / (tileRows * matrix.dimensions)) * tileRows * chunkScale
  }

  /// Reads all rows.
  ///
  /// - Parameters:
  ///   - start: makes the partial result of one chunk, before its first tile.
  ///   - add: adds a tile to it.
  ///   - fold: takes in the partial results, in the order of the chunks, one at a time.
  /// - Throws: what reading throws, or the error of the first chunk that has one; the observer's reason
  ///   where the work shall stop, which is asked before every tile.
  func run<Partial: Sendable>(
    start: @Sendable () -> Partial,
    add: @Sendable (inout Partial, RowTile<Scalar>) throws(DriftlineError) -> Void,
    fold: (Partial) -> Void
  ) throws(DriftlineError) {
    let work = Work.current
    if isProgress { work?.expect(rows: matrix.count) }
    try matrix.rows.checkUnchanged()
    let chunks = (matrix.count + chunkRows - 1) / chunkRows
    let queue = Mutex(OrderedResults<Partial>())
    try withoutActuallyEscaping(fold) { fold throws(DriftlineError) in
      // Called by one thread at a time, as `queue` is locked.
      nonisolated(unsafe) let fold = fold
      try Work.concurrently(count: chunks, threads: threads) { chunk in
        if queue.withLock({ $0.hasFailed(before: chunk) }) { return }
        let first = chunk * chunkRows
        let rows = first..<min(first + chunkRows, matrix.count)
        let result = Result { () throws(DriftlineError) in
          var partial = start()
          try forEachTile(rows) { (tile) throws(DriftlineError) in
            try work?.check()
            try add(&partial, tile)
          }
          if isProgress { work?.advance(rows: rows.count) }
          return partial
        }
        queue.withLock { queue in
          queue.put(result, at: chunk)
          while let next = queue.takeNext() { unsafe fold(next) }
        }
      }
      if let failure = queue.withLock({ $0.failure }) { throw failure.error }
    }
    try matrix.rows.checkUnchanged()
  }

  /// Calls `body` with the tiles of a chunk.
  func forEachTile(
    _ rows: Range<Int>, _ body: (RowTile<Scalar>) throws(DriftlineError) -> Void
  ) throws(DriftlineError) {
    let width = matrix.dimensions
    if let storage {
      try unsafe forEachTile(rows, at: UnsafePointer(storage.rows(rows).baseAddress), body)
      return
    }
    let bytes = tileRows * width * MemoryLayout<Scalar>.stride
    let blockRows = max(1, blockBytes / bytes) * tileRows
    let scratch = RowStorage<Scalar>(count: min(blockRows, rows.count), dimensions: width)
    var first = rows.lowerBound
    while first < rows.upperBound {
      let block = first..<min(first + blockRows, rows.upperBound)
      let buffer = unsafe scratch.rows(0..<block.count)
      try unsafe matrix.rows.read(block, as: buffer)
      try unsafe forEachTile(block, at: UnsafePointer(buffer.baseAddress), body)
      first = block.upperBound
    }
  }

  private func forEachTile(
    _ rows: Range<Int>, at start: UnsafePointer<Scalar>?,
    _ body: (RowTile<Scalar>) throws(DriftlineError) -> Void
  ) throws(DriftlineError) {
    guard let start = unsafe start else { return }
    let width = matrix.dimensions
    var first = rows.lowerBound
    while first < rows.upperBound {
      let count = min(tileRows, rows.upperBound - first)
      try body(
        unsafe RowTile(
          start: start + (first - rows.lowerBound) * width, count: count, dimensions: width,
          firstRow: first))
      first += count
    }
  }
}

/// How many bytes of a file are read at a time.
package let standardBlockBytes = 1 << 20

/// Some rows of a matrix, in memory as long as a call lasts.
@safe
struct RowTile<Scalar: KernelScalar> {
  /// The first value of the first row; valid only during the call that hands the tile over.
  let start: UnsafePointer<Scalar>
  let count: Int
  let dimensions: Int
  /// The number of the first row in the matrix.
  let firstRow: Int

  /// Whether a row is zero throughout.
  func isZero(_ index: Int) -> Bool { unsafe row(index).allSatisfy { $0 == 0 } }

  /// The values of one row.
  func row(_ index: Int) -> UnsafeBufferPointer<Scalar> {
    unsafe UnsafeBufferPointer(start: start + index * dimensions, count: dimensions)
  }
}

/// Results that come in any order and are taken in theirs.
private struct OrderedResults<Value: Sendable>: Sendable {
  private var waiting: [Int: Value] = [:]
  private var next = 0
  private(set) var failure: (index: Int, error: DriftlineError)?

  func hasFailed(before index: Int) -> Bool { failure.map { $0.index < index } ?? false }

  mutating func put(_ result: Result<Value, DriftlineError>, at index: Int) {
    switch result {
    case .success(let value): waiting[index] = value
    case .failure(let error):
      if !hasFailed(before: index) { failure = (index, error) }
    }
  }

  mutating func takeNext() -> Value? {
    guard let value = waiting.removeValue(forKey: next) else { return nil }
    next += 1
    return value
  }
}

extension MatrixRows {
  /// Reads rows in the precision that is worked with.
  package func read<Scalar: KernelScalar>(
    _ rows: Range<Int>, as buffer: UnsafeMutableBufferPointer<Scalar>
  ) throws(DriftlineError) {
    if let singles = unsafe buffer as? UnsafeMutableBufferPointer<Float> {
      try unsafe read(rows, into: singles)
    } else if let doubles = unsafe buffer as? UnsafeMutableBufferPointer<Double> {
      try unsafe read(rows, into: doubles)
    }
  }
}
