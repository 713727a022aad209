internal import DriftlineKernels

/// Capacity, dimensions, whether rows were drawn by number, the limit, then hashes, copies and values.
///
/// Values are written in the smallest of half, single and double precision that holds each of them
/// exactly. Where rows were first seen is not written.
extension RowSample: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.int(capacity)
    out.int(dimensions)
    out.flag(isByNumber)
    out.flag(limit != nil)
    if let limit { out.u64(limit) }
    out.words(hashes)
    out.raw(copies)
    out.packed(values)
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let capacity = try input.int("the most rows", in: 1...mostSampleRows)
    let dimensions = try input.int("the number of values in a row", in: 1...mostDimensions)
    let isByNumber = try input.flag("whether rows were drawn by number")
    let limit = try input.flag("whether there is a limit") ? try input.u64("the limit") : nil
    let hashes = try input.words("rows")
    guard hashes.count <= capacity else {
      throw input.damage("the number of rows", is: hashes.count, expected: "at most \(capacity)")
    }
    for (index, hash) in hashes.enumerated() where index > 0 || limit != nil {
      // Hashes of numbers may meet, at odds of one in a million millions.
      let isAfter =
        index == 0 || (isByNumber ? hashes[index - 1] <= hash : hashes[index - 1] < hash)
      guard isAfter, limit.map({ isByNumber ? hash <= $0 : hash < $0 }) ?? true else {
        throw input.damage(
          "the hash of row \(index)", is: hash,
          expected: "more than that of the row before, and less than the limit",
          at: input.offset - 8 * (hashes.count - index))
      }
    }
    let copies = try input.raw("copies", count: hashes.count, of: Int.self)
    var total = 0
    for (index, count) in copies.enumerated() {
      guard (1...largestStoredCount).contains(count), total + count <= largestStoredCount else {
        throw input.damage(
          "the copies of row \(index)", is: count, expected: "1 or more, at most 2^53 in all",
          at: input.offset - 8 * (copies.count - index))
      }
      total += count
    }

    let values: [Scalar] = try input.packed(
      "the rows' values", count: hashes.count * dimensions)
    self.init(
      capacity: capacity, dimensions: dimensions, isByNumber: isByNumber, hashes: hashes,
      copies: copies, places: [Int](repeating: -1, count: hashes.count), values: values,
      limit: limit)
  }
}
