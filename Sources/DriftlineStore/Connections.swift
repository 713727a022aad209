import Driftline
private import Foundation
import GRDB

/// How connections to a store are opened.
enum Connections {
  /// Seconds since 1970.
  static func now() -> Int { Int(Date().timeIntervalSince1970.rounded(.down)) }

  private static func configuration(_ busyTimeout: Duration) -> Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.acceptsDoubleQuotedStringLiterals = false
    let parts = busyTimeout.components
    configuration.busyMode = .timeout(
      min(max(0, Double(parts.seconds) + Double(parts.attoseconds) * 1e-18), 1e6))
    configuration.prepareDatabase { db in try db.execute(sql: Statements.connection) }
    return configuration
  }

  /// A store in memory.
  static func inMemory() throws -> DatabaseQueue {
    let queue = try DatabaseQueue(configuration: configuration(.zero))
    try Schema.migrator.migrate(queue)
    return queue
  }

  /// A connection that reads.
  static func reading(_ file: StoreFile, _ busyTimeout: Duration) throws -> DatabaseQueue {
    try verified(DatabaseQueue(path: file.path, configuration: configuration(busyTimeout)), file)
  }

  /// A connection that writes, to a store that is one.
  static func writing(_ file: StoreFile, _ busyTimeout: Duration) throws -> DatabaseQueue {
    let queue = try DatabaseQueue(path: file.path, configuration: configuration(busyTimeout))
    try queue.writeWithoutTransaction { db in try db.execute(sql: Statements.writer) }
    return queue
  }

  /// A connection to a file or a folder that cannot be written.
  ///
  /// SQLite reads such a store where the files of its log are there or can be made. Where they are
  /// not, and no log holds anything, the file by itself is the whole store.
  static func readOnly(_ file: StoreFile, _ busyTimeout: Duration) throws -> DatabaseQueue {
    var configuration = configuration(busyTimeout)
    configuration.readonly = true
    do {
      return try verified(DatabaseQueue(path: file.path, configuration: configuration), file)
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
    {
      guard StoreFile.size(file.log) == 0 else {
        throw DriftlineError(
          .storeReadonly,
          "the newest changes of the store \(file.path) are in \(file.log), which can only be read "
            + "where the folder can be written: copy both files to such a folder")
      }
      var allowed = CharacterSet.urlPathAllowed
      allowed.remove(charactersIn: ";")
      let path = file.path.addingPercentEncoding(withAllowedCharacters: allowed) ?? file.path
      return try verified(
        DatabaseQueue(path: "file:\(path)?immutable=1", configuration: configuration), file)
    }
  }

  /// Refuses a database that is no store.
  private static func verified(_ queue: DatabaseQueue, _ file: StoreFile) throws -> DatabaseQueue {
    try queue.read { db in
      guard let row = try Row.fetchOne(db, sql: Statements.applicationID) else { return }
      var columns = Columns(row)
      let id = try columns.int(in: Int(Int32.min)...Int(Int32.max))
      guard id == Schema.applicationID else {
        throw DriftlineError(
          .storeCorrupt, "\(file.path) is no Driftline store: its application id is \(id)")
      }
    }
    return queue
  }

  /// Brings an old store up to date, and refuses one that is newer than this program.
  ///
  /// - Returns: the connection that wrote, where one had to be opened.
  static func migrate(
    _ reader: DatabaseQueue, _ file: StoreFile, _ busyTimeout: Duration, isReadOnly: Bool
  ) throws -> DatabaseQueue? {
    let (isNewer, isCurrent) = try reader.read { db in
      try (Schema.migrator.hasBeenSuperseded(db), Schema.migrator.hasCompletedMigrations(db))
    }
    if isNewer {
      throw DriftlineError(
        .storeCorrupt,
        "the store \(file.path) was written by a newer version of Driftline, which has to read it")
    }
    if isCurrent { return nil }
    if isReadOnly {
      throw DriftlineError(
        .storeReadonly,
        "the store \(file.path) is of an older version of Driftline, and cannot be brought up to "
          + "date where it cannot be written")
    }
    let writer = try writing(file, busyTimeout)
    do { try Schema.migrator.migrate(writer) } catch {
      // Another process may have done the same meanwhile.
      guard try writer.read(Schema.migrator.hasCompletedMigrations) else { throw error }
    }
    return writer
  }

  /// Whether a file is an empty database, as one without a byte is, that can become a store.
  ///
  /// SQLite takes a file shorter than its smallest page for an empty one too, and would write over it.
  static func isEmpty(_ file: StoreFile, _ busyTimeout: Duration) throws -> Bool {
    let size = StoreFile.size(file.path)
    guard size <= 65_536, file.isWritable else { return false }
    if size == 0 { return StoreFile.size(file.log) == 0 }
    if size < 512 { return false }
    let queue = try DatabaseQueue(path: file.path, configuration: configuration(busyTimeout))
    return try queue.read { db in
      try Row.fetchOne(db, sql: Statements.anything) == nil
        && Row.fetchOne(db, sql: Statements.applicationID)
          .map { row in
            var columns = Columns(row)
            return try columns.int(in: Int(Int32.min)...Int(Int32.max))
          } == 0
    }
  }

  /// Makes a store of an empty database, where it is: it may have been made for just that, by mktemp say.
  static func fill(_ file: StoreFile, _ busyTimeout: Duration) throws {
    var configuration = configuration(busyTimeout)
    configuration.prepareDatabase { db in try db.execute(sql: Statements.creation) }
    let queue = try DatabaseQueue(path: file.path, configuration: configuration)
    do { try Schema.migrator.migrate(queue) } catch {
      // Another process may have done the same meanwhile.
      guard try queue.read(Schema.migrator.hasCompletedMigrations) else { throw error }
    }
    try queue.close()
  }

  /// Makes a store.
  ///
  /// It is made under another name, and gets its own when it is complete: no other process ever sees
  /// half a store, and where two make one at once, one of the two is used by both.
  static func create(_ file: StoreFile) throws {
    file.removeAbandoned()
    let name = "\(file.path).new-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    try StoreFile.makeEmpty(name)
    defer { for path in [name, name + "-wal", name + "-shm"] { unsafe unlink(path) } }
    do {
      var configuration = configuration(.zero)
      configuration.prepareDatabase { db in try db.execute(sql: Statements.creation) }
      let queue = try DatabaseQueue(path: name, configuration: configuration)
      try Schema.migrator.migrate(queue)
      try queue.close()
    }
    try file.adopt(name)
  }
}
