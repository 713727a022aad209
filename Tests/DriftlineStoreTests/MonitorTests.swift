import Driftline
import DriftlineStore
import Testing

@Suite struct MonitorTests {
  let store: BaselineStore

  init() throws { store = try BaselineStore(path: BaselineStore.memory, clock: { 1000 }) }

  private func kind(_ body: () throws -> Void) -> DriftlineError.Kind? {
    do {
      try body()
      return nil
    } catch { return (error as? DriftlineError)?.kind }
  }

  @Test func aMonitorIsKeptWithItsState() throws {
    let made = try store.createMonitor(
      "cost", chart: "ewma", parameters: #"{"lambda":0.2}"#, state: [1, 2])
    #expect(made.revision == 1)
    #expect(made.sequence == nil)
    let saved = try store.saveMonitor("cost", state: [3], sequence: 5, revision: 1)
    #expect(saved.revision == 2)
    #expect(saved.state == [3])
    #expect(saved.sequence == 5)
    #expect(try store.monitor("cost") == saved)
    #expect(try store.monitors() == [saved])
    #expect(try store.monitors(prefix: "x").isEmpty)
    try store.deleteMonitor("cost")
    #expect(kind { _ = try store.monitor("cost") } == .monitorNotFound)
    #expect(kind { try store.deleteMonitor("cost") } == .monitorNotFound)
  }

  @Test func twoWritersCannotLoseAnUpdate() throws {
    _ = try store.createMonitor("cost", chart: "ewma", parameters: "{}", state: [])
    let (mine, theirs) = (try store.monitor("cost"), try store.monitor("cost"))
    _ = try store.saveMonitor("cost", state: [1], revision: theirs.revision)
    #expect(
      kind { _ = try store.saveMonitor("cost", state: [2], revision: mine.revision) }
        == .versionConflict)
    #expect(try store.monitor("cost").state == [1])
    #expect(kind { _ = try store.saveMonitor("x", state: [], revision: 1) } == .monitorNotFound)
  }

  @Test func aNameThatIsTakenIsDealtWithAsAsked() throws {
    let first = try store.createMonitor("cost", chart: "ewma", parameters: "{}", state: [1])
    #expect(
      kind { _ = try store.createMonitor("cost", chart: "cusum", parameters: "{}", state: [2]) }
        == .invalidParams)
    #expect(
      try store.createMonitor(
        "cost", chart: "cusum", parameters: "{}", state: [2], ifExists: .keep) == first)
    let replaced = try store.createMonitor(
      "cost", chart: "cusum", parameters: "{}", state: [2], ifExists: .replace)
    #expect(replaced.chart == "cusum")
    // Who still has the old state cannot write it over the new one.
    #expect(replaced.revision == 2)
  }

  @Test func parametersHaveToBeJSON() {
    #expect(
      kind { _ = try store.createMonitor("m", chart: "ewma", parameters: "{", state: []) }
        == .invalidParams)
  }
}
