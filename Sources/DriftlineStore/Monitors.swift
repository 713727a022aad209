public import Driftline
private import Foundation
import GRDB

/// A monitor as it is stored: a chart's name, its parameters and its state.
///
/// What the state means is the chart's affair.
public struct StoredMonitor: Sendable, Equatable {
  /// The monitor's name.
  public let name: String
  /// The chart's name.
  public let chart: String
  /// The chart's parameters, as JSON.
  public let parameters: String
  /// The chart's state.
  public let state: [UInt8]
  /// The last sequence number that the state has seen.
  public let sequence: Int?
  /// Grows by one with every change.
  public let revision: Int
  /// When it was made, in seconds since 1970.
  public let created: Int
  /// When it was changed last.
  public let updated: Int
}

/// What to do where there is a monitor of the name already.
public enum IfMonitorExists: String, Sendable, CaseIterable {
  /// Refuse with `invalid_params`.
  case error
  /// Leave it as it is.
  case keep
  /// Begin anew with the chart, parameters and state that are given.
  case replace
}

extension BaselineStore {
  /// Makes a monitor.
  ///
  /// - Parameters:
  ///   - name: 1 to 256 bytes of UTF-8 without control characters and line separators.
  ///   - chart: the chart's name.
  ///   - parameters: the chart's parameters, one JSON value.
  ///   - state: the chart's first state.
  ///   - ifExists: what to do where there is one of the name.
  /// - Returns: the monitor as it is stored now.
  /// - Throws: `invalid_params` for a bad name, for parameters that are no JSON, and where there is
  ///   one and `ifExists` is `error`; the errors of the store.
  public func createMonitor(
    _ name: String, chart: String, parameters: String, state: [UInt8],
    ifExists: IfMonitorExists = .error
  ) throws(DriftlineError) -> StoredMonitor {
    try StoredName.check(name, "monitor")
    try StoredName.check(chart, "chart")
    return try write { db in
      guard try MonitorRows(db).isJSON(parameters) else {
        throw DriftlineError(
          .invalidParams, "the parameters of the monitor \"\(name)\" are no JSON", at: "parameters")
      }
      if let found = try MonitorRows(db).find(name) {
        switch ifExists {
        case .keep: return found
        case .error:
          throw DriftlineError(
            .invalidParams,
            "there is a monitor \"\(name)\" already; if_exists \"keep\" leaves it as it is, "
              + "\"replace\" begins anew", at: name)
        case .replace:
          try db.execute(
            sql: Statements.replaceMonitor,
            arguments: [chart, parameters, Data(state), clock(), name])
        }
      } else {
        try db.execute(
          sql: Statements.insertMonitor,
          arguments: [name, chart, parameters, Data(state), clock(), clock()])
      }
      return try MonitorRows(db).require(name)
    }
  }

  /// A monitor.
  ///
  /// - Throws: `monitor_not_found`, and the errors of the store.
  public func monitor(_ name: String) throws(DriftlineError) -> StoredMonitor {
    try read { db in try MonitorRows(db).require(name) }
  }

  /// Monitors whose names begin with `prefix`, in the order of their names' bytes, after `after`.
  ///
  /// - Throws: the errors of the store.
  public func monitors(
    prefix: String = "", after: String = "", limit: Int = 1000
  ) throws(DriftlineError) -> [StoredMonitor] {
    try read { db in
      try Row.fetchAll(
        db, sql: Statements.monitors, arguments: [after, prefix, prefix, max(0, limit)]
      ).map(MonitorRows.monitor)
    }
  }

  /// Stores a monitor's new state, if it still has the revision that the state was made from.
  ///
  /// - Parameters:
  ///   - name: the monitor's name.
  ///   - state: the new state.
  ///   - sequence: the last sequence number that the state has seen, if numbers are used.
  ///   - revision: the revision of the monitor that was read.
  /// - Returns: the monitor as it is stored now, with its new revision.
  /// - Throws: `monitor_not_found`; `version_conflict` where somebody else has changed it: read it
  ///   again, and update the state that is there now; the errors of the store.
  public func saveMonitor(
    _ name: String, state: [UInt8], sequence: Int? = nil, revision: Int
  ) throws(DriftlineError) -> StoredMonitor {
    if let sequence { try Self.checkSequence(sequence) }
    return try write { db in
      let found = try MonitorRows(db).require(name)
      guard found.revision == revision else {
        throw DriftlineError(
          .versionConflict,
          "somebody else has changed the monitor \"\(name)\": it has revision \(found.revision), "
            + "and \(revision) was expected",
          at: name,
          details: [.init("expected", .int(revision)), .init("got", .int(found.revision))]
        )
      }
      try db.execute(
        sql: Statements.updateMonitor, arguments: [Data(state), sequence, clock(), name])
      return try MonitorRows(db).require(name)
    }
  }

  /// Removes a monitor.
  ///
  /// - Throws: `monitor_not_found`, and the errors of the store.
  public func deleteMonitor(_ name: String) throws(DriftlineError) {
    try write { db in
      _ = try MonitorRows(db).require(name)
      try db.execute(sql: Statements.deleteMonitor, arguments: [name])
    }
  }
}

/// The table `monitor`.
private struct MonitorRows {
  private let db: Database

  init(_ db: Database) { self.db = db }

  func find(_ name: String) throws -> StoredMonitor? {
    try Row.fetchOne(db, sql: Statements.monitorNamed, arguments: [name]).map(Self.monitor)
  }

  func require(_ name: String) throws -> StoredMonitor {
    guard let found = try find(name) else {
      throw DriftlineError(.monitorNotFound, "there is no monitor \"\(name)\"", at: name)
    }
    return found
  }

  func isJSON(_ text: String) throws -> Bool {
    guard !text.utf8.contains(0),
      let row = try Row.fetchOne(db, sql: Statements.isJSON, arguments: [text])
    else { return false }
    var columns = Columns(row)
    return try columns.int() == 1
  }

  static func monitor(_ row: Row) throws -> StoredMonitor {
    var columns = Columns(row)
    return StoredMonitor(
      name: try columns.text(), chart: try columns.text(), parameters: try columns.text(),
      state: try columns.bytes(), sequence: try columns.optionalInt(),
      revision: try columns.int(), created: try columns.time(), updated: try columns.time())
  }
}
