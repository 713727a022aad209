public import Driftline
private import Foundation

extension BaselineStore {
  /// The path that names a store in memory, which ends with the process.
  public static let memory = ":memory:"

  /// Where the store is when nobody says: `$DRIFTLINE_STORE`, else
  /// `$XDG_DATA_HOME/driftline/store.sqlite`, else `~/.local/share/driftline/store.sqlite`.
  ///
  /// An empty variable counts as none, and so does an `XDG_DATA_HOME` that is no absolute path, as
  /// the XDG base directory specification asks.
  ///
  /// - Parameter environment: the variables; those of this process where it is `nil`.
  /// - Returns: the path.
  /// - Throws: `invalid_params` where neither these variables nor `HOME` are set.
  public static func defaultPath(
    environment: [String: String]? = nil
  ) throws(DriftlineError) -> String {
    let environment = environment ?? ProcessInfo.processInfo.environment
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let path = variable("DRIFTLINE_STORE") { return path }
    if let data = variable("XDG_DATA_HOME"), data.hasPrefix("/") {
      return data + "/driftline/store.sqlite"
    }
    guard let home = variable("HOME") else {
      throw DriftlineError(
        .invalidParams,
        "no place for the store: set DRIFTLINE_STORE, XDG_DATA_HOME or HOME, or name a path")
    }
    return home + "/.local/share/driftline/store.sqlite"
  }
}
