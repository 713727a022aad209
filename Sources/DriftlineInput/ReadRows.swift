import Driftline

/// How many rows of a text have been read, for the work's observer, who is told now and then.
///
/// A text does not say before its end how many rows it has, so that they are expected as they come.
struct ReadRows {
  private let work = Work.current
  private var untold = 0

  /// Another row has been read.
  @inline(__always)
  mutating func add() {
    untold += 1
    if untold == 4_096 { tell() }
  }

  /// Tells of the last rows.
  mutating func tell() {
    if let work, untold > 0 {
      work.expect(rows: untold)
      work.advance(rows: untold)
    }
    untold = 0
  }
}
