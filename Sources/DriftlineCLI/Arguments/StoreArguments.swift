import ArgumentParser
import Driftline
import DriftlineStore
private import Foundation

/// Where baselines are kept.
struct StoreArguments: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: .init(
      "The file that baselines are kept in. (default: $DRIFTLINE_STORE, else "
        + "$XDG_DATA_HOME/driftline/store.sqlite)", valueName: "file"))
  var path: String?

  /// Opens the store, and makes it where there is none.
  func opened() throws(DriftlineError) -> BaselineStore {
    try BaselineStore(path: location())
  }

  /// Opens the store to look into it; `nil` where there is none, and then none is made.
  func openedIfThere() throws(DriftlineError) -> BaselineStore? {
    let path = try location()
    guard path == BaselineStore.memory || FileManager.default.fileExists(atPath: path) else {
      return nil
    }
    return try BaselineStore(path: path)
  }

  /// Opens the store that a baseline is said to be in.
  ///
  /// - Throws: `baseline_not_found` where there is no store.
  func opened(for name: String) throws(DriftlineError) -> BaselineStore {
    guard let store = try openedIfThere() else {
      throw DriftlineError(
        .baselineNotFound,
        "there is no baseline \"\(name)\", as there is no store \(try location()) yet", at: name)
    }
    return store
  }

  func validate() throws {
    if path?.isEmpty == true { throw ValidationError("--store is empty; it takes a file") }
  }

  private func location() throws(DriftlineError) -> String {
    if let path { return path }
    return try BaselineStore.defaultPath()
  }
}
