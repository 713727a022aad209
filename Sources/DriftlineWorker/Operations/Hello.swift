package import Driftline
private import DriftlineCharts
package import DriftlineReport
private import DriftlineStore

/// What operations that are about the worker itself can learn and do.
package protocol WorkerFacts: Sendable {
  /// How it is run.
  var options: WorkerOptions { get }
  /// The methods it answers.
  var methods: [String] { get }
  /// Seconds since it began.
  var uptime: Double { get }
  /// Requests that run, and that wait.
  var load: (running: Int, waiting: Int) { get }
  /// What was counted and found.
  var metrics: MetricsRegistry { get }
  /// Goes when a process does.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` where there is none.
  func watch(parent: Int32) throws(DriftlineError)
  /// Takes no new work from now on, and goes when all is done.
  func shutDown()
}

extension OperationContext {
  /// The worker, for operations that only it has.
  var worker: any WorkerFacts {
    guard let server else { preconditionFailure("this operation is the worker's") }
    return server
  }
}

/// `hello`: what there is.
package struct Hello: Operation {
  package static let method = "hello"
  package static let summary = "Says what there is: methods, detectors, limits"

  /// The process to go with, beside the one that spawned the worker.
  let parent: Int?

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    _ = try parameters.text("client")
    parent = try parameters.int("parent_pid")
    if let parent, Int32(exactly: parent) == nil || parent < 1 {
      throw DriftlineError(
        .invalidParams, "\"parent_pid\" is \(parent); the number of a process is expected",
        at: parameters.place("parent_pid"))
    }
  }

  package var order: WorkOrder { .immediate }

  package func run(in context: OperationContext) throws(DriftlineError) -> JSON {
    if let parent { try context.worker.watch(parent: Int32(parent)) }
    let options = context.worker.options
    return .object([
      .init("protocol", .string("driftline/1")), .init("version", .string(engineVersion)),
      .init("methods", .array(context.worker.methods.map(JSON.string))),
      .init("detectors", .array(Registry.descriptions.map(\.json))),
      .init("charts", .array(Charts.descriptions.map(\.json))),
      .init(
        "limits",
        .object([
          .init("max_line_bytes", .int(options.maximumLine)),
          .init("max_reply_bytes", .int(options.maximumReply)),
          .init("max_in_flight", .int(options.maximumRequests)),
          .init("max_in_flight_bytes", .int(options.maximumBytes)),
        ])),
      .init("payloads", .array(DataReference.keys.map(JSON.string))),
      .init("simd", .string(processorLevel)), .init("blas", .string(blasDescription)),
      .init("threads", .int(options.threads)), .init("store", Hello.store(context.place)),
    ])
  }

  private static func store(_ place: StorePlace) -> JSON {
    guard let path = try? place.location() else { return .null }
    var members: [JSON.Member] = [.init("path", .string(path))]
    if let store = place.current { members.append(.init("read_only", .bool(store.isReadOnly))) }
    return .object(members)
  }
}

/// `ping`: nothing, and at once.
package struct Ping: Operation {
  package static let method = "ping"
  package static let summary = "Answers at once"

  package init(_ parameters: inout Parameters) throws(DriftlineError) {}

  package var order: WorkOrder { .immediate }

  package func run(in context: OperationContext) throws(DriftlineError) -> JSON { .object([]) }
}

/// `shutdown`: no new work, and the end when all is done.
package struct Shutdown: Operation {
  package static let method = "shutdown"
  package static let summary = "Finishes accepted work, takes no more, and ends the process"

  package init(_ parameters: inout Parameters) throws(DriftlineError) {}

  package var order: WorkOrder { .immediate }

  package func run(in context: OperationContext) throws(DriftlineError) -> JSON {
    context.worker.shutDown()
    return .object([])
  }
}
