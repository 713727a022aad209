import Driftline
import DriftlineInput
import DriftlineReport
import DriftlineWorker
import Foundation
import Synchronization

/// The only folder that requests may use, and a path that they can guess.
private let folder = ".build/request"

/// What requests find; the same for each input.
///
/// The fuzzer has one thread.
private nonisolated(unsafe) var surroundings = Surroundings()

private let operations = Dictionary(uniqueKeysWithValues: Operations.all.map { ($0.method, $0) })

/// Does what the lines ask for, one after the other, against a store in memory.
public func attemptRequests(_ bytes: [UInt8]) {
  if surroundings.isChanged { surroundings = Surroundings() }
  for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(8) {
    do throws(DriftlineError) {
      try surroundings.attempt(Line(line))
    } catch {
      precondition(error.kind != .internal && !error.message.isEmpty, error.message)
      _ = error.json.text
    }
  }
}

/// A store with a few things in it, and an empty folder.
private final class Surroundings {
  private let parser = JSONLineParser()
  private let place = StorePlace(":memory:")
  private let facts = Facts()
  private let access: FileAccess
  private let changed = Flag()

  /// Whether a request has passed the gate: the next input needs others.
  var isChanged: Bool { changed.isSet }

  init() {
    do {
      if FileManager.default.fileExists(atPath: folder) {
        try FileManager.default.removeItem(atPath: folder)
      }
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      access = try FileAccess(below: [folder])
    } catch { fatalError("there is no folder: \(error)") }
    for line in [
      #"{"jsonrpc":"2.0","method":"baseline.fit","params":{"name":"sales","data":{"values":[1,2,3,4,5]}}}"#,
      #"{"jsonrpc":"2.0","method":"baseline.fit","params":{"name":"rows","data":{"rows":[[1,2],[3,4],[5,7],[6,1]]}}}"#,
      #"{"jsonrpc":"2.0","method":"stream.observe","params":{"baseline":"sales","stream":"ulm","time":"2026-03-01T12:00:00Z","data":{"values":[1,2,3]},"seq":1}}"#,
      #"{"jsonrpc":"2.0","method":"retrieval.fit","params":{"name":"search","queries":{"rows":[[1,0],[0,1]]},"retrieved":[{"rows":[[3,4]]},{"rows":[[4,3]]}]}}"#,
      #"{"jsonrpc":"2.0","method":"monitor.create","params":{"name":"watch","chart":{"name":"ewma","limit":3}}}"#,
      #"{"jsonrpc":"2.0","method":"monitor.create","params":{"name":"tools","chart":"tool_skipping"}}"#,
      #"{"jsonrpc":"2.0","method":"monitor.create","params":{"name":"texts","chart":"repetition"}}"#,
    ] {
      do throws(DriftlineError) { try attempt(Line(line.utf8)) } catch {
        fatalError("\(line): \(error.message)")
      }
    }
    changed.clear()
  }

  /// Does what a line asks for.
  func attempt(_ line: Line) throws(DriftlineError) {
    let envelope: Envelope
    do throws(Envelope.Fault) { envelope = try Envelope(line, parser) } catch {
      throw error.error
    }
    guard let type = operations[envelope.method] else { return }
    do throws(DriftlineError) {
      var parameters = try Parameters(envelope.parameters, of: type.method, at: "/params")
      let operation = try type.init(&parameters)
      try parameters.finish()
      _ = operation.order
      let context = OperationContext(
        place: place, access: access, threads: 1, server: facts,
        gate: { [changed] () throws(DriftlineError) in changed.set() })
      try run(operation, context)
    } catch {
      throw error.placed(in: envelope)
    }
  }

  /// Runs it for two seconds at the most: what then does not end hangs.
  private func run(
    _ operation: some DriftlineWorker.Operation, _ context: OperationContext
  ) throws(DriftlineError) {
    let text = try Work.observed(by: Patience()) { () throws(DriftlineError) in
      try operation.run(in: context).json.text
    }
    precondition(
      (try? JSONLineParser(maximumDepth: 1_024).parse(Line(text.utf8))) != nil, "no JSON: \(text)")
  }
}

/// Whether something has happened.
private final class Flag: Sendable {
  private let state = Atomic(false)
  var isSet: Bool { state.load(ordering: .acquiring) }
  func set() { state.store(true, ordering: .releasing) }
  func clear() { state.store(false, ordering: .releasing) }
}

/// Stops work after two seconds.
private struct Patience: WorkObserver {
  private let end = ContinuousClock.now + .seconds(2)

  func expect(rows: Int) {}
  func advance(rows: Int) {}
  var interruption: DriftlineError? {
    ContinuousClock.now < end ? nil : DriftlineError(.deadlineExceeded, "too long")
  }
}

/// The worker, as operations see it.
private struct Facts: WorkerFacts {
  let options = WorkerOptions(threads: 1)
  let methods = Operations.all.map { $0.method }
  let uptime = 1.0
  let load = (running: 1, waiting: 0)
  let metrics = MetricsRegistry()

  func watch(parent: Int32) throws(DriftlineError) {
    throw DriftlineError(.invalidParams, "nobody is watched", at: "parent_pid")
  }
  func shutDown() {}
}
