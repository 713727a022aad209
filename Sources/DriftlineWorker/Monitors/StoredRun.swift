import Driftline
import DriftlineCharts
private import DriftlineInput
import DriftlineStore

/// A monitor of the store, ready to run.
struct StoredRun {
  /// What it is in the store.
  let entry: StoredMonitor
  /// The monitor.
  var run: MonitorRun

  /// Makes a monitor of what is stored.
  ///
  /// - Throws: `store_corrupt` where that is none.
  init(_ entry: StoredMonitor) throws(DriftlineError) {
    self.entry = entry
    do throws(DriftlineError) {
      let settings = try MonitorSettings(try StoredRun.read(entry.parameters))
      run = try MonitorRun(
        settings, resuming: try StoredRun.read(String(decoding: entry.state, as: UTF8.self)))
    } catch {
      throw DriftlineError(
        .storeCorrupt, "the monitor \"\(entry.name)\" cannot be read: \(error.message)",
        at: entry.name)
    }
  }

  private static func read(_ text: String) throws(DriftlineError) -> JSON {
    do { return try JSONLineParser().parse(Line(text.utf8)).json } catch {
      throw DriftlineError(
        .storeCorrupt, "byte \(error.offset) of what is stored is no JSON: \(error.problem)")
    }
  }
}

/// What becomes of a monitor that was looked at.
enum MonitorChange {
  /// Nothing.
  case none
  /// The run is stored, with the last sequence number it has seen.
  case stored(sequence: Int?)
}

extension OperationContext {
  /// How often others may be quicker before a change is given up.
  private static let mostAttempts = 100

  /// Changes a monitor of the store; once more where somebody else was quicker.
  ///
  /// - Parameters:
  ///   - name: the monitor's name.
  ///   - change: given the monitor as it is, and called again where it has changed meanwhile.
  /// - Returns: what `change` gives, and the monitor as it is stored then.
  /// - Throws: `monitor_not_found`, what `change` throws, and the errors of the store.
  func changing<Value>(
    monitor name: String,
    _ change: (inout StoredRun) throws(DriftlineError) -> (Value, MonitorChange)
  ) throws(DriftlineError) -> (value: Value, entry: StoredMonitor) {
    let store = try place.store(watching: name)
    var isPastGate = false
    for attempt in 1... {
      var stored = try StoredRun(try store.monitor(name))
      let (value, what) = try change(&stored)
      guard case .stored(let sequence) = what else { return (value, stored.entry) }
      let save = { () throws(DriftlineError) in
        try store.saveMonitor(
          name, state: stored.run.bytes, sequence: sequence, revision: stored.entry.revision)
      }
      do throws(DriftlineError) {
        if isPastGate { return (value, try save()) }
        isPastGate = true
        return (value, try changing(save))
      } catch {
        guard error.kind == .versionConflict, attempt < Self.mostAttempts else { throw error }
      }
    }
    preconditionFailure("more attempts than \(Self.mostAttempts)")
  }
}

extension MonitorRun {
  /// The state as it is stored.
  var bytes: [UInt8] { Array(state.text.utf8) }
}

extension StorePlace {
  /// The store that a monitor is said to be in.
  ///
  /// - Throws: `monitor_not_found` where there is no store.
  func store(watching name: String) throws(DriftlineError) -> BaselineStore {
    guard let store = try storeIfThere() else {
      throw DriftlineError(
        .monitorNotFound,
        "there is no monitor \"\(name)\", as there is no store \(try location()) yet", at: "name")
    }
    return store
  }
}

extension WorkOrder {
  /// In order of arrival with all other work on a monitor.
  static func monitor(_ name: String) -> WorkOrder { .named("monitor \(name)") }
}

extension StoredMonitor {
  /// What is told of a monitor: `name`, and what it is made of.
  func members(_ settings: MonitorSettings) -> [JSON.Member] {
    var members: [JSON.Member] = [.init("name", .string(name))]
    if case .object(let parameters) = settings.json { members += parameters }
    return members
  }
}
