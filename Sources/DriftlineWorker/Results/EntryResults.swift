package import Driftline
package import DriftlineStore

extension BaselineEntry: OperationOutput {
  /// `name`, `version`, `kind`, `n`, `dimensions`, `digest`, `bytes`.
  package var json: JSON { .object(members) }

  /// The members of ``json``.
  var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("name", .string(name)), .init("version", .int(version)),
      .init("kind", .string(kind)), .init("n", .int(count)),
    ]
    if let dimensions { members.append(.init("dimensions", .int(dimensions))) }
    return members + [.init("digest", .string(digest)), .init("bytes", .int(size))]
  }
}

/// A page of a list.
package struct ListResult<Item: Sendable>: OperationOutput {
  /// What is on it.
  package let items: [Item]
  /// Where the next page begins; `nil` where this is the last.
  package let cursor: String?
  private let item: @Sendable (Item) -> JSON

  init(_ items: [Item], cursor: String? = nil, _ item: @escaping @Sendable (Item) -> JSON) {
    self.items = items
    self.cursor = cursor
    self.item = item
  }

  /// `items` and `cursor`.
  package var json: JSON {
    var members: [JSON.Member] = [.init("items", .array(items.map(item)))]
    if let cursor { members.append(.init("cursor", .string(cursor))) }
    return .object(members)
  }
}

extension StreamEntry {
  /// When the newest bucket has ended; `nil` where there is none.
  package var end: Int? { last.map { $0 + bucketSeconds } }

  /// What is written of a stream.
  package var json: JSON {
    .object([
      .init("baseline", .string(baseline)), .init("stream", .string(name)),
      .init("bucket_seconds", .int(bucketSeconds)), .init("buckets", .int(buckets)),
      .init("observations", .int(observations)), .init("n", .int(count)),
      .init("missing", .int(missing)),
      .init("from", first.map { .string(Time(seconds: $0).text) } ?? .null),
      .init("to", end.map { .string(Time(seconds: $0).text) } ?? .null),
    ])
  }
}
