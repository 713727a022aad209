package import Driftline
package import DriftlineStore
private import Foundation
private import Synchronization

/// Where the store is, which is opened when it is first needed.
package final class StorePlace: Sendable {
  private let path: String?
  private let opened = Mutex<BaselineStore?>(nil)
  /// Held while the store is being opened.
  private let opening = Mutex(())
  private let cache = Mutex<BaselineCache?>(nil)

  /// The store at a path; where there is none, at ``BaselineStore/defaultPath(environment:)``.
  package init(_ path: String?) { self.path = path }

  /// The store, if it was opened.
  package var current: BaselineStore? { opened.withLock(\.self) }

  /// The store, which is made where there is none.
  ///
  /// - Throws: the errors of ``BaselineStore``.
  package func store() throws(DriftlineError) -> BaselineStore {
    // One that was removed or replaced is left, lest what is written goes nowhere.
    if let store = current, store.isInPlace { return store }
    let path = try location()
    // Opening may wait for others. Whoever waits here waits for the same file, and nobody else does.
    let result = opening.withLock { _ in
      Result { () throws(DriftlineError) in
        if let store = current, store.isInPlace { return store }
        let new = try BaselineStore(path: path)
        opened.withLock { $0 = new }
        cache.withLock { $0 = nil }
        return new
      }
    }
    return try result.get()
  }

  /// The store to look into; `nil` where there is none, and then none is made.
  package func storeIfThere() throws(DriftlineError) -> BaselineStore? {
    if let store = current, store.isInPlace { return store }
    let path = try location()
    guard path == BaselineStore.memory || FileManager.default.fileExists(atPath: path) else {
      return nil
    }
    return try store()
  }

  /// The store that a baseline is said to be in.
  ///
  /// - Throws: `baseline_not_found` where there is no store.
  package func store(holding name: String) throws(DriftlineError) -> BaselineStore {
    guard let store = try storeIfThere() else {
      throw DriftlineError(
        .baselineNotFound,
        "there is no baseline \"\(name)\", as there is no store \(try location()) yet",
        at: "baseline")
    }
    return store
  }

  /// The baselines of the store that one is said to be in, of which the last ones used are kept in
  /// memory.
  ///
  /// - Throws: `baseline_not_found` where there is no store.
  package func baselines(holding name: String) throws(DriftlineError) -> BaselineCache {
    let store = try store(holding: name)
    return cache.withLock { cache in
      if let cache, cache.store === store { return cache }
      let new = BaselineCache(store)
      cache = new
      return new
    }
  }

  /// How the store is, in a word, without waiting for anybody.
  ///
  /// `ok`, `read_only`, `none` where there is none yet, `closed` where nothing has needed it yet, or the
  /// kind of the error that it gives.
  package var state: String {
    if let store = current, store.isInPlace { return store.health().word }
    guard let path = try? location() else { return "none" }
    return FileManager.default.fileExists(atPath: path) ? "closed" : "none"
  }

  /// The store's file.
  ///
  /// - Throws: `invalid_params` where nothing says where it is.
  package func location() throws(DriftlineError) -> String {
    if let path { return path }
    return try BaselineStore.defaultPath()
  }
}
