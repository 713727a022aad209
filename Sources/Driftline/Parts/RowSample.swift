package import DriftlineKernels
private import Synchronization

/// A sample of the rows of a matrix: the distinct rows whose hashes are the smallest, each with how
/// often it occurs.
///
/// Which rows are in it depends on what they hold alone, not on their order nor on how they were
/// parted: merging gives the same sample in any order and grouping. A sample of all distinct rows is
/// exact. Copies of a row share their fate; ``PooledRows`` says where that must not be, and
/// ``drawn(_:of:present:seed:)`` gives a sample of rows one by one.
///
/// - Size: 4 or 8 bytes a value, and 24 a row.
///
/// Source: bottom-k sampling, E. Cohen, H. Kaplan, PODC 2007, DOI 10.1145/1281100.1281133.
package struct RowSample<Scalar: KernelScalar>: Sendable, Equatable {
  /// The most distinct rows to keep.
  private(set) var capacity: Int
  let dimensions: Int
  /// Whether hashes are those of rows' numbers, and every row stands for itself.
  let isByNumber: Bool
  /// The hashes of the rows, ascending once settled.
  package private(set) var hashes: [UInt64] = []
  /// How often each row occurs.
  package private(set) var copies: [Int] = []
  /// Where each row was first seen: its number in the matrix it came from; -1 where that is unknown.
  private(set) var places: [Int] = []
  /// The rows, one after the other, in the order of the hashes.
  package private(set) var values: [Scalar] = []
  /// Rows of this hash and over are not in the sample; `nil` where all rows are.
  package private(set) var limit: UInt64?

  /// A sample of no rows.
  init(capacity: Int, dimensions: Int, isByNumber: Bool = false) {
    precondition(capacity > 0, "a sample of \(capacity) rows")
    self.capacity = capacity
    self.dimensions = dimensions
    self.isByNumber = isByNumber
  }

  /// A sample of rows that are known, their hashes ascending, none at or over the limit.
  init(
    capacity: Int, dimensions: Int, isByNumber: Bool, hashes: [UInt64], copies: [Int],
    places: [Int], values: [Scalar], limit: UInt64?
  ) {
    precondition(
      hashes.count == copies.count && hashes.count == places.count
        && hashes.count * dimensions == values.count && hashes.count <= capacity,
      "\(hashes.count) hashes, \(copies.count) copies, \(values.count) values")
    self.init(capacity: capacity, dimensions: dimensions, isByNumber: isByNumber)
    self.hashes = hashes
    self.copies = copies
    self.places = places
    self.values = values
    self.limit = limit
  }

  /// The number of rows with all their copies.
  var rows: Int { copies.reduce(0, +) }

  /// The number of distinct rows.
  var count: Int { hashes.count }

  /// Adds those rows of a tile that are kept.
  mutating func add(_ tile: RowTile<Scalar>, hashes tileHashes: [UInt64], kept: [UInt8]) {
    for row in 0..<tile.count where kept[row] != 0 {
      unsafe append(tileHashes[row], copies: 1, place: tile.firstRow + row, tile.row(row))
    }
  }

  /// Whether the same rows are in both; where they were first seen is of no account.
  package static func == (a: RowSample, b: RowSample) -> Bool {
    a.capacity == b.capacity && a.dimensions == b.dimensions && a.isByNumber == b.isByNumber
      && a.limit == b.limit && a.hashes == b.hashes && a.copies == b.copies && a.values == b.values
  }

  /// Lets go of where rows came from: numbers say nothing in a merge of several matrices.
  mutating func forgetPlaces() {
    for index in places.indices { places[index] = -1 }
  }

  /// Makes room for more rows of later merges; what was let go of stays away.
  mutating func widen(to capacity: Int) { self.capacity = max(self.capacity, capacity) }

  /// Adds the rows of another sample; the smaller of the two capacities rules.
  mutating func merge(_ other: RowSample) {
    precondition(dimensions == other.dimensions, "\(dimensions) and \(other.dimensions) columns")
    precondition(isByNumber == other.isByNumber, "a sample by number and one by content")
    capacity = min(capacity, other.capacity)
    if let bound = other.limit { limit = min(limit ?? .max, bound) }
    unsafe other.values.withUnsafeBufferPointer { values in
      for row in 0..<other.count {
        let range = row * dimensions..<(row + 1) * dimensions
        unsafe append(
          other.hashes[row], copies: other.copies[row], place: other.places[row],
          UnsafeBufferPointer(rebasing: values[range]))
      }
    }
  }

  private mutating func append(
    _ hash: UInt64, copies count: Int, place: Int, _ row: UnsafeBufferPointer<Scalar>
  ) {
    if let limit, hash >= limit { return }
    hashes.append(hash)
    copies.append(count)
    places.append(place)
    unsafe values.append(contentsOf: row)
    if hashes.count >= capacity + max(capacity / 4, 64) { settle() }
  }

  /// Orders the rows by hash, joins copies, and lets go of those over the capacity.
  mutating func settle() {
    let order = hashes.indices.sorted { hashes[$0] < hashes[$1] }
    var kept: [Int] = []
    var keptCopies: [Int] = []
    var keptPlaces: [Int] = []
    for index in order {
      if let limit, hashes[index] >= limit { break }
      if let last = kept.last, hashes[last] == hashes[index] {
        keptCopies[keptCopies.count - 1] += copies[index]
        keptPlaces[keptPlaces.count - 1] = min(keptPlaces[keptPlaces.count - 1], places[index])
      } else if kept.count == capacity {
        limit = hashes[index]
        break
      } else {
        kept.append(index)
        keptCopies.append(copies[index])
        keptPlaces.append(places[index])
      }
    }
    var ordered: [Scalar] = []
    ordered.reserveCapacity(hashes.count > kept.count ? values.count : kept.count * dimensions)
    for index in kept {
      ordered.append(contentsOf: values[index * dimensions..<(index + 1) * dimensions])
    }
    hashes = kept.map { hashes[$0] }
    copies = keptCopies
    places = keptPlaces
    values = ordered
  }

  /// Leaves out rows from a hash on that is over the capacity of the whole that this is a part of.
  mutating func leaveOut(from bound: UInt64) { limit = min(limit ?? .max, bound) }

  /// The sample that a smaller capacity would have given, of one that is settled.
  func trimmed(to capacity: Int) -> RowSample {
    if capacity >= count {
      var same = self
      same.capacity = min(self.capacity, max(capacity, 1))
      return same
    }
    return RowSample(
      capacity: capacity, dimensions: dimensions, isByNumber: isByNumber,
      hashes: Array(hashes[..<capacity]), copies: Array(copies[..<capacity]),
      places: Array(places[..<capacity]), values: Array(values[..<(capacity * dimensions)]),
      limit: hashes[capacity])
  }

  /// The rows by their first values, where these are equal by their second ones, and so on; copies by
  /// where they come from.
  ///
  /// - Complexity: O(n log n) comparisons.
  var orderByValue: [Int] {
    unsafe values.withUnsafeBufferPointer { values in
      (0..<count).sorted { a, b in
        for column in 0..<dimensions {
          let (x, y) = unsafe (values[a * dimensions + column], values[b * dimensions + column])
          if x != y { return x < y }
        }
        return (places[a], a) < (places[b], b)
      }
    }
  }

  /// The median squared distance of the rows to a point; 0 where there are none.
  func medianSquare(about point: [Scalar]) -> Double {
    let squares = (0..<count).map { row in
      (0..<dimensions).reduce(0.0) { sum, column in
        let gap = Double(values[row * dimensions + column]) - Double(point[column])
        return sum + gap * gap
      }
    }
    return count == 0 ? 0 : squares.sorted()[count / 2]
  }

  /// The median of each column over at most 255 of the rows.
  var medians: [Scalar] {
    let rows = min(count, 255)
    return (0..<dimensions).map { column in
      rows == 0
        ? 0 : (0..<rows).map { values[$0 * dimensions + column] }.sorted()[rows / 2]
    }
  }

  /// The rows of some places, less a shift, one after the other; copies once.
  func centred(about shift: [Scalar], where isWanted: (Int) -> Bool) -> RowStorage<Scalar> {
    let wanted = hashes.indices.filter { isWanted(places[$0]) }
      .sorted { places[$0] < places[$1] }
    let rows = RowStorage<Scalar>(count: wanted.count, dimensions: dimensions)
    for (index, row) in wanted.enumerated() {
      let target = unsafe rows.rows(index..<index + 1)
      for column in 0..<dimensions {
        unsafe target[column] = values[row * dimensions + column] - shift[column]
      }
    }
    return rows
  }
}

/// The hash that no row of the whole is in the sample from, as far as it is known.
///
/// It tells parts which rows they need not keep; the sample of the whole does not depend on when.
final class SampleBound: Sendable {
  private let hash = Atomic<UInt64>(.max)

  /// Takes in the limit of a sample of some of the rows.
  func lower(to limit: UInt64?) {
    if let limit { hash.min(limit, ordering: .relaxed) }
  }

  /// The bound; `nil` where none is known.
  var value: UInt64? {
    let known = hash.load(ordering: .relaxed)
    return known == .max ? nil : known
  }
}
