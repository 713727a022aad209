public import Driftline
import GRDB

/// Whether a store can be used at this moment.
public enum StoreHealth: Sendable, Equatable {
  /// It can be read and written.
  case ok
  /// It can be read, and every change would be refused.
  case readOnly
  /// It cannot be read, and why.
  case failing(DriftlineError)

  /// `ok`, `read_only`, or the kind of the error.
  public var word: String {
    switch self {
    case .ok: "ok"
    case .readOnly: "read_only"
    case .failing(let error): error.kind.rawValue
    }
  }
}

extension BaselineStore {
  /// Looks whether the store can be used, without waiting for others.
  ///
  /// It opens the file anew, so that it sees one that was removed or replaced, and does not wait for what
  /// this process is reading. It reads the beginning of the file and no baseline, and writes nothing: a
  /// full disk is seen by the next change only. A store in memory is always there.
  public func health() -> StoreHealth {
    guard let file else { return .ok }
    do throws(DriftlineError) {
      try probe(file)
    } catch {
      return .failing(error)
    }
    return isReadOnly || !file.isWritable ? .readOnly : .ok
  }

  private func probe(_ file: StoreFile) throws(DriftlineError) {
    guard file.exists else {
      throw DriftlineError(.storeCorrupt, "the store \(file.path) has been removed")
    }
    try Self.translating(file, .zero) {
      let queue =
        try file.isWritable && !isReadOnly
        ? Connections.reading(file, .zero) : Connections.readOnly(file, .zero)
      try queue.read { db in _ = try Row.fetchOne(db, sql: Statements.anyBaseline) }
      try queue.close()
    }
  }
}
