private import Foundation

/// The number of missing values, then the categories in the order of their bytes, each with its count.
///
/// A category is written in Unicode's composed form (NFC), since all spellings that Unicode takes for
/// equal are one.
extension CategoricalColumn: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.int(missing)
    out.u64(UInt64(counts.count))
    let categories = counts.map { (name: Self.composed($0.key), count: $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for (name, count) in categories {
      out.string(name)
      out.int(count)
    }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let missing = try input.count("the number of missing values")
    let number = try input.items("categories", atLeast: 12)
    var counts: [String: Int] = [:]
    counts.reserveCapacity(number)
    var total = missing
    var last: String?
    for index in 0..<number {
      let place = input.offset
      let name = try input.string("the name of category \(index)")
      guard Self.composed(name).utf8.elementsEqual(name.utf8) else {
        throw input.damage(
          "the name of category \(index)", is: "\"\(name)\"",
          expected: "Unicode's composed form", at: place)
      }
      if let last, !last.utf8.lexicographicallyPrecedes(name.utf8) {
        throw input.damage(
          "the name of category \(index)", is: "\"\(name)\"", expected: "one after \"\(last)\"",
          at: place)
      }
      let count = try input.count("the count of category \(index)")
      total += count
      guard counts.updateValue(count, forKey: name) == nil, total <= largestStoredCount else {
        throw input.damage(
          "the count of category \(index)", is: count,
          expected: "counts of different categories, of at most 2^53 in all")
      }
      last = name
    }
    try self.init(counts: counts, missing: missing)
  }

  private static func composed(_ name: String) -> String {
    name.utf8.allSatisfy { $0 < 0x80 } ? name : name.precomposedStringWithCanonicalMapping
  }
}
