public import Driftline
import GRDB
private import Synchronization

/// Baselines, streams of profiles, the history of scores and monitors, in one SQLite file.
///
/// Any number of processes and threads may use one file at once. Every call that changes something
/// is one transaction: when it returns, what it did is on the disk; when it throws, or the process
/// ends before, nothing of it is there. Readers never wait for a writer, nor a writer for readers.
/// A writer waits for another one for `busyTimeout`, and then throws `store_busy`.
///
/// It is a class and no actor, since its calls block a thread while SQLite works, and an actor would
/// block one of the few that run all tasks, out of the caller's sight. It holds two connections: one
/// for reading, and one for writing that is opened by the first write.
///
/// Where the file or its folder cannot be written the store can still be read; every change then
/// throws `store_readonly`. docs/store.md has the schema and what grows.
public final class BaselineStore: Sendable {
  /// The store's file, with symbolic links resolved, or ``memory``.
  public let path: String
  /// Whether the store can only be read.
  public let isReadOnly: Bool

  let file: StoreFile?
  private let identity: StoreFile.Identity?
  let clock: @Sendable () -> Int
  private let busyTimeout: Duration
  private let reader: DatabaseQueue
  private let writer: Mutex<DatabaseQueue?>

  /// Opens a store, and makes it where there is none.
  ///
  /// A new file can be read and written by its owner only; the permissions of one that is there
  /// stay as they are. A store of an older version of Driftline is brought up to date.
  ///
  /// - Parameters:
  ///   - path: the file, or ``memory``. Symbolic links are followed.
  ///   - busyTimeout: how long a write waits for another process.
  ///   - clock: the time in seconds since 1970, which is written beside what is stored.
  /// - Throws: `store_corrupt` where the file is damaged, no store, or of a newer version of
  ///   Driftline; `store_readonly` where there is none and none can be made, or the file cannot be
  ///   read; `store_full`; `store_busy`.
  public init(
    path: String, busyTimeout: Duration = .seconds(5),
    clock: @escaping @Sendable () -> Int = BaselineStore.systemClock
  ) throws(DriftlineError) {
    self.clock = clock
    self.busyTimeout = busyTimeout
    if path == Self.memory {
      file = nil
      identity = nil
      self.path = path
      isReadOnly = false
      reader = try Self.translating(nil, busyTimeout) { try Connections.inMemory() }
      writer = Mutex(reader)
      return
    }
    let file = try StoreFile(at: path)
    try Self.translating(file, busyTimeout) {
      if !file.exists {
        try Connections.create(file)
      } else if try Connections.isEmpty(file, busyTimeout) {
        try Connections.fill(file, busyTimeout)
      }
    }
    let isReadOnly = !file.isWritable
    self.file = file
    self.path = file.path
    self.isReadOnly = isReadOnly
    let opened = try Self.translating(file, busyTimeout) {
      let reader =
        try isReadOnly
        ? Connections.readOnly(file, busyTimeout) : Connections.reading(file, busyTimeout)
      let writer = try Connections.migrate(reader, file, busyTimeout, isReadOnly: isReadOnly)
      return (reader: reader, writer: writer)
    }
    identity = file.identity
    reader = opened.reader
    writer = Mutex(opened.writer)
  }

  /// Whether the file at ``path`` is still the one that was opened: it may have been removed, or another
  /// put in its place, and what is written now would then be lost.
  package var isInPlace: Bool { file.map { $0.identity == identity } ?? true }

  /// The files that the store consists of; none where it is in memory.
  public var files: [String] { file.map { [$0.path, $0.log, $0.path + "-shm"] } ?? [] }

  /// The time of this computer, in whole seconds since 1970.
  public static let systemClock: @Sendable () -> Int = { Connections.now() }

  /// Reads from one state of the store, whatever others write meanwhile.
  func read<T>(_ body: (Database) throws -> T) throws(DriftlineError) -> T {
    try Self.translating(file, busyTimeout) { try reader.read(body) }
  }

  /// Does what `body` does as a whole or not at all, alone among all writers.
  func write<T>(_ body: (Database) throws -> T) throws(DriftlineError) -> T {
    if isReadOnly {
      throw DriftlineError(
        .storeReadonly, "the store \(path) cannot be written: its file or folder is read-only")
    }
    return try Self.translating(file, busyTimeout) {
      var result: T?
      try writingQueue().inTransaction(.immediate) { db in
        result = try body(db)
        return .commit
      }
      guard let result else { preconditionFailure("a transaction ended without a result") }
      return result
    }
  }

  /// Gives the room of removed rows back to the disk, as far as no reader stands in the way.
  func truncateLog() throws(DriftlineError) {
    guard file != nil else { return }
    try Self.translating(file, busyTimeout) {
      _ = try? writingQueue().writeWithoutTransaction { db in
        try Row.fetchOne(db, sql: Statements.truncateLog)
      }
    }
  }

  private func writingQueue() throws -> DatabaseQueue {
    try writer.withLock { queue in
      if let queue { return queue }
      guard let file else { preconditionFailure("a store in memory has one connection") }
      let opened = try Connections.writing(file, busyTimeout)
      queue = opened
      return opened
    }
  }

  static func translating<T>(
    _ file: StoreFile?, _ waited: Duration, _ body: () throws -> T
  ) throws(DriftlineError) -> T {
    do { return try body() } catch {
      throw StoreErrors.translated(error, file: file, waited: waited)
    }
  }
}
