import GRDB

/// The sequence numbers that a stream has seen, as ranges without gaps.
///
/// A stream whose numbers come one after the other has one row, whatever their number; each gap
/// that stays open makes one more.
struct SequenceRanges {
  private let db: Database
  private let stream: Int

  init(_ db: Database, of stream: Int) {
    self.db = db
    self.stream = stream
  }

  private func range(_ statement: String, _ number: Int) throws -> ClosedRange<Int>? {
    guard let row = try Row.fetchOne(db, sql: statement, arguments: [stream, number])
    else { return nil }
    var columns = Columns(row)
    let low = try columns.int()
    return low...(try columns.int(in: low...Columns.largest))
  }

  /// Remembers a number; `false` where it has been seen before.
  func insert(_ number: Int) throws -> Bool {
    let below = try range(Statements.rangeBelow, number)
    if let below, below.upperBound >= number { return false }
    let above = try range(Statements.rangeFrom, number + 1)
    let joined = below.flatMap { $0.upperBound == number - 1 ? $0 : nil }
    switch (joined, above) {
    case (let below?, let above?):
      try db.execute(sql: Statements.deleteRange, arguments: [stream, above.lowerBound])
      try db.execute(
        sql: Statements.raiseRange, arguments: [above.upperBound, stream, below.lowerBound])
    case (let below?, nil):
      try db.execute(sql: Statements.raiseRange, arguments: [number, stream, below.lowerBound])
    case (nil, let above?):
      try db.execute(sql: Statements.lowerRange, arguments: [number, stream, above.lowerBound])
    case (nil, nil):
      try db.execute(sql: Statements.insertRange, arguments: [stream, number, number])
    }
    return true
  }
}
