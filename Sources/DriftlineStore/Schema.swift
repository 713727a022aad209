import GRDB

/// The tables of a store, as one migration after the other has made them.
///
/// A migration that has been released is never changed: stores that it made are in use.
enum Schema {
  /// Tells a store from other SQLite files: "Drft".
  static let applicationID = 0x4472_6674

  /// The migrations, oldest first.
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in try db.execute(sql: Statements.schema1) }
    return migrator
  }()
}
