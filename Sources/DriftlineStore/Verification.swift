public import Driftline
import GRDB

extension BaselineStore {
  /// Looks through the whole file for damage: SQLite's own check of its pages, rows that refer to
  /// rows that are not there, and tables that contradict each other.
  ///
  /// - Returns: a line for each thing that is wrong; empty where nothing is.
  /// - Throws: the errors of the store.
  /// - Complexity: reads the whole file.
  public func verify() throws(DriftlineError) -> [String] {
    try read { db in
      var problems: [String] = []
      for row in try Row.fetchAll(db, sql: Statements.integrity) {
        var columns = Columns(row)
        let line = try columns.text()
        if line != "ok" { problems.append(line) }
      }
      for row in try Row.fetchAll(db, sql: Statements.foreignKeys) {
        var columns = Columns(row)
        problems.append("a row of the table \(try columns.text()) belongs to nothing")
      }
      for row in try Row.fetchAll(db, sql: Statements.disagreements) {
        var columns = Columns(row)
        problems.append(try columns.text())
      }
      return problems
    }
  }
}
