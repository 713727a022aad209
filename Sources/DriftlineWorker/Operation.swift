package import Driftline

/// One thing that can be asked of Driftline: a method of the worker, and what a command calls.
///
/// An operation is a value that holds its parameters. The worker makes it of a request; the command
/// line fills it in. Both run it and write the same result. To add one: a file like its neighbours,
/// and a line in ``Operations``.
package protocol Operation: Sendable {
  /// What comes back.
  associatedtype Output: OperationOutput

  /// The method's name in requests.
  static var method: String { get }
  /// What it does, in one line.
  static var summary: String { get }

  /// Reads the parameters of a request.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`, which names the parameter.
  init(_ parameters: inout Parameters) throws(DriftlineError)

  /// What it has to be kept in order with.
  var order: WorkOrder { get }

  /// Does it.
  ///
  /// - Throws: ``DriftlineError``; the store is then as it was.
  func run(in context: OperationContext) throws(DriftlineError) -> Output
}

extension Operation {
  package var order: WorkOrder { .free }
}

/// What an operation gives back.
package protocol OperationOutput: Sendable {
  /// The result as the worker and `--json` write it.
  var json: JSON { get }
}

extension JSON: OperationOutput {
  package var json: JSON { self }
}

extension Verdict: OperationOutput {}

/// Passed once, before anything is changed; throws where the work has been taken back.
package typealias WorkGate = @Sendable () throws(DriftlineError) -> Void

/// In which order work is done.
package enum WorkOrder: Sendable, Equatable {
  /// Whenever there is room.
  case free
  /// In order of arrival with all other work on the same name: a baseline's with its streams.
  case named(String)
  /// After all work that came before and has an order, and before all that comes after.
  case alone
  /// At once, whatever else is being done: it is over quickly.
  case immediate
}

/// The operations that there are: the one place to register.
package enum Operations {
  /// All of them, in the order in which `hello` lists them.
  package static let all: [any Operation.Type] = [
    Hello.self,
    Ping.self,
    Health.self,
    DriftCompare.self,
    FitBaseline.self,
    UpdateBaseline.self,
    ListBaselines.self,
    GetBaseline.self,
    DeleteBaseline.self,
    ExportBaseline.self,
    ImportBaseline.self,
    BuildProfile.self,
    MergeProfiles.self,
    DriftCheck.self,
    ObserveStream.self,
    CheckStream.self,
    ListStreams.self,
    PruneStreams.self,
    CreateMonitor.self,
    ObserveMonitor.self,
    ListMonitors.self,
    MonitorState.self,
    ResetMonitor.self,
    DeleteMonitor.self,
    DesignChart.self,
    ChartRunLength.self,
    FitRetrieval.self,
    CheckRetrieval.self,
    WriteReport.self,
    WriteMetrics.self,
    Shutdown.self,
  ]
}
