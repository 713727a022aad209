internal import DriftlineKernels
private import Foundation

/// Samples of rows one by one, each as likely as the others: where copies of a row must not share
/// their fate.
///
/// A row is in the sample where the hash of its number is among the smallest, so that a smaller draw
/// is part of a larger one, and what is drawn of two files after each other is what is drawn of both
/// as one.
extension RowSample {
  /// Rows drawn by their numbers, those that are missing passed over.
  ///
  /// - Parameters:
  ///   - wanted: the most rows to draw.
  ///   - matrix: the rows.
  ///   - present: how many rows are not missing.
  ///   - offset: the number of the first row.
  ///   - seed: what numbers are hashed with.
  /// - Returns: the sample.
  /// - Throws: what reading throws.
  /// - Complexity: O(rows) hashes, and a read of each row that is drawn.
  static func drawn(
    _ wanted: Int, of matrix: Matrix, present: Int, offset: Int = 0, seed: UInt64
  ) throws(DriftlineError) -> RowSample {
    let capacity = max(1, min(wanted, present))
    let width = matrix.dimensions
    // A few more than needed, and all where many turn out to be missing.
    var share = (Double(capacity) * 1.2 + 100) / Double(max(present, 1))
    let row = RowStorage<Scalar>(count: 1, dimensions: width)
    let work = Work.current
    while true {
      let bound = share >= 1 ? UInt64.max : UInt64(share * 0x1p64)
      var chosen: [(hash: UInt64, place: Int)] = []
      for place in 0..<matrix.count {
        if place % rowGranule == 0 { try work?.check() }
        let hash = hashOfNumber(place + offset, seed: seed)
        if hash <= bound { chosen.append((hash, place)) }
      }
      chosen.sort { ($0.hash, $0.place) < ($1.hash, $1.place) }
      var hashes: [UInt64] = []
      var places: [Int] = []
      var values: [Scalar] = []
      var limit: UInt64?
      for (index, (hash, place)) in chosen.enumerated() {
        if index % 64 == 0 { try work?.check() }
        let buffer = unsafe row.rows(0..<1)
        try unsafe matrix.rows.read(place..<place + 1, as: buffer)
        guard unsafe buffer.allSatisfy({ $0.isFinite }) else { continue }
        if hashes.count == capacity {
          limit = hash
          break
        }
        hashes.append(hash)
        places.append(place)
        unsafe values.append(contentsOf: buffer)
      }
      if limit != nil || bound == .max {
        return RowSample(
          capacity: max(wanted, 1), dimensions: width, isByNumber: true, hashes: hashes,
          copies: [Int](repeating: 1, count: hashes.count), places: places, values: values,
          limit: limit)
      }
      share *= 4
    }
  }

  /// The rows of a sample by content, each copy for itself, as though drawn by numbers of their own.
  ///
  /// `salt` tells apart rows that are added at different times.
  /// - Complexity: O(rows + capacity), however many copies there are.
  func numbered(salt: UInt64) -> RowSample {
    precondition(!isByNumber, "rows that have numbers already")
    var rows: [(hash: UInt64, row: Int)] = []
    var share = (Double(capacity) * 1.2 + 100) / Double(max(self.rows, 1))
    while true {
      let bound = share >= 1 ? UInt64.max : UInt64(share * 0x1p64)
      rows = hashes.indices.flatMap { row in
        numbers(ofRow: row, upTo: bound, salt: salt).map { ($0, row) }
      }
      if rows.count > capacity || bound == .max { break }
      share *= 4
    }
    // Evenly below the limit, as the hashes of rows that were kept lie.
    if let limit { rows = rows.map { ($0.hash.multipliedFullWidth(by: limit).high, $0.row) } }
    rows.sort { ($0.hash, $0.row) < ($1.hash, $1.row) }
    let kept = rows.prefix(capacity)
    return RowSample(
      capacity: capacity, dimensions: dimensions, isByNumber: true, hashes: kept.map(\.hash),
      copies: [Int](repeating: 1, count: kept.count),
      places: [Int](repeating: -1, count: kept.count),
      values: kept.flatMap { values[$0.row * dimensions..<($0.row + 1) * dimensions] },
      limit: rows.count > capacity ? rows[capacity].hash : limit)
  }

  /// The hashes of the copies of a row, those up to a bound.
  private func numbers(ofRow row: Int, upTo bound: UInt64, salt: UInt64) -> [UInt64] {
    let seed = SeededRandom.mixed(hashes[row] ^ salt)
    let count = copies[row]
    if count <= 64 {
      return (0..<count).map { hashOfNumber($0, seed: seed) }.filter { $0 <= bound }
    }
    // The smallest of so many even draws, one after the other, without the rest of them.
    var random = SeededRandom(seed: seed)
    var numbers: [UInt64] = []
    var left = 1.0
    for drawn in 0..<count {
      left *= exp(log1p(-random.uniform()) / Double(count - drawn))
      let number = UInt64(min((1 - left) * 0x1p64, 0x1.fffffffffffffp63))
      if number > bound { break }
      numbers.append(number)
    }
    return numbers
  }

  /// The hashes of what the rows hold.
  func contentHashes(seed: UInt64) -> [UInt64] {
    if !isByNumber { return hashes }
    var found = [UInt64](repeating: 0, count: count)
    unsafe Scalar.rowHashes(
      values, count: count, dimensions: dimensions, seed: seed, hashes: &found)
    return found
  }

  /// Whether rows repeat so much that it matters whether copies share their fate.
  ///
  /// That is where they make averages over rows vary by 5 % more than rows that are all different
  /// (sum c^2 over sum c, Kish's design effect), or one row is three rows or more, and one in 200.
  ///
  /// Source: L. Kish, Survey Sampling, Wiley 1965, section 5.4.
  func hasManyCopies(seed: UInt64) -> Bool {
    var seen: [UInt64: Double] = [:]
    for (hash, copies) in zip(contentHashes(seed: seed), copies) {
      seen[hash, default: 0] += Double(copies)
    }
    let rows = seen.values.reduce(0, +)
    let squares = seen.values.sorted().reduce(0) { $0 + $1 * $1 }
    return squares > 1.05 * rows || (seen.values.max() ?? 0) >= max(3, rows / 200)
  }

  /// The rows that a sample by content with this limit would have kept too.
  func below(_ limit: UInt64, seed: UInt64) -> RowSample {
    let kept = contentHashes(seed: seed).enumerated().filter { $1 < limit }.map(\.offset)
    return RowSample(
      capacity: capacity, dimensions: dimensions, isByNumber: isByNumber,
      hashes: kept.map { hashes[$0] }, copies: kept.map { copies[$0] },
      places: kept.map { places[$0] },
      values: kept.flatMap { values[$0 * dimensions..<($0 + 1) * dimensions] },
      limit: min(self.limit ?? .max, limit))
  }
}

/// A hash of a row's number.
func hashOfNumber(_ place: Int, seed: UInt64) -> UInt64 {
  SeededRandom.mixed(UInt64(truncatingIfNeeded: place) &* SeededRandom.golden &+ seed)
}
