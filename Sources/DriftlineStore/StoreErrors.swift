import Driftline
import GRDB

/// What SQLite says, in the words of ``DriftlineError``.
enum StoreErrors {
  /// The error that stands for another one.
  ///
  /// - Parameters:
  ///   - error: what was thrown.
  ///   - file: the store's file; `nil` for a store in memory.
  ///   - waited: how long it has been waited for another process.
  /// - Returns: the error to throw; itself where it is one of ours.
  static func translated(
    _ error: any Error, file: StoreFile?, waited: Duration
  ) -> DriftlineError {
    if let error = error as? DriftlineError { return error }
    let store = "the store \(file?.path ?? BaselineStore.memory)"
    guard let error = error as? DatabaseError else {
      return DriftlineError(.storeCorrupt, "\(store) cannot be understood: \(error)")
    }
    let said = error.message ?? "\(error.resultCode)"
    let code = error.resultCode
    if isOutOfRoom(error, file: file) {
      return DriftlineError(.storeFull, "\(store) has no room left on its disk: \(said)")
    }
    return switch code {
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
      DriftlineError(
        .storeBusy, "\(store) is held by another process, which was waited for \(waited): \(said)")
    case .SQLITE_CORRUPT, .SQLITE_FORMAT:
      DriftlineError(.storeCorrupt, "\(store) is damaged: \(said)")
    case .SQLITE_NOTADB:
      DriftlineError(.storeCorrupt, "\(store) is no Driftline store: \(said)")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      DriftlineError(.storeReadonly, "\(store) cannot be written: \(said)")
    case .SQLITE_CANTOPEN where file.map { !$0.isWritable } ?? false:
      DriftlineError(.storeReadonly, "\(store) cannot be opened for writing: \(said)")
    case .SQLITE_NOMEM, .SQLITE_TOOBIG:
      DriftlineError(.resourceExhausted, "\(store): \(said)")
    case .SQLITE_CANTOPEN, .SQLITE_IOERR:
      DriftlineError(.storeCorrupt, "\(store) cannot be read or written: \(said)")
    case .SQLITE_ERROR:
      DriftlineError(.storeCorrupt, "\(store) has not the tables it should have: \(said)")
    default:
      DriftlineError(.internal, "\(store): SQLite error \(code.rawValue): \(said)")
    }
  }

  /// Whether there was no room: SQLite says so itself for its own files, but not where it could not
  /// make or grow the shared memory beside them.
  private static func isOutOfRoom(_ error: DatabaseError, file: StoreFile?) -> Bool {
    switch error.resultCode {
    case .SQLITE_FULL: true
    case .SQLITE_IOERR, .SQLITE_CANTOPEN: file?.isOutOfRoom ?? false
    default: false
    }
  }
}
