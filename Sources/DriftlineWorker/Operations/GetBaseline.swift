package import Driftline
package import DriftlineStore

/// `baseline.get`: describes one version of a baseline.
package struct GetBaseline: Operation {
  package static let method = "baseline.get"
  package static let summary = "Describes a baseline: what is kept, and what will be asked"

  /// The baseline's name.
  package var name: String
  /// The version; `nil` for the newest.
  package var version: Int?

  /// Describes a version.
  package init(name: String, version: Int?) {
    self.name = name
    self.version = version
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the baseline's name")
    version = try parameters.version()
  }

  package var order: WorkOrder { .named(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> Output {
    let store = try context.place.store(holding: name)
    let entry = try store.entry(name, version: version)
    let content: Output.Content =
      if entry.isRetrieval {
        .retrieval(try store.retrieval(name, version: entry.version).baseline)
      } else {
        .data(try store.get(name, version: entry.version).baseline)
      }
    return Output(
      entry: entry, content: content, versions: try store.versions(of: name).map(\.version))
  }

  /// All there is to know of one version of a baseline.
  package struct Output: OperationOutput {
    /// What the store knows of it.
    package let entry: BaselineEntry
    /// The baseline itself.
    package let content: Content
    /// All versions that there are.
    package let versions: [Int]

    /// What is kept.
    package enum Content: Sendable {
      /// Of data.
      case data(Baseline)
      /// Of queries and what was retrieved for them.
      case retrieval(RetrievalBaseline)
    }

    package var json: JSON {
      let described: [JSON.Member]
      switch content {
      case .data(let baseline): described = Output.members(baseline)
      case .retrieval(let baseline):
        described = [
          .init("documents", .int(baseline.documents)),
          .init("detectors", .array([Output.json(baseline.request)])),
        ]
      }
      return .object(
        entry.members + [.init("missing", .int(entry.missing))] + described + [
          .init("geometry_digest", .string(entry.geometryDigest)),
          .init("created", .string(Time(seconds: entry.created).text)),
          .init("versions", JSON(versions)),
        ])
    }

    private static func members(_ baseline: Baseline) -> [JSON.Member] {
      var members: [JSON.Member] = []
      let columns = baseline.columnFacts
      if !columns.isEmpty { members.append(.init("columns", .array(columns.map(Output.json)))) }
      let options = baseline.options
      return members + [
        .init("detectors", .array(baseline.detectors.map(Output.json))),
        .init("alpha", .number(options.alpha)), .init("rule", .string(options.rule.rawValue)),
        .init("drift_share", .number(options.driftShare)),
        .init("sensitivity", .string(options.sensitivity.rawValue)),
        .init("seed", .int(Int(truncatingIfNeeded: options.seed))),
        .init("rows_kept", .int(baseline.rowsKept)),
      ]
    }

    private static func json(_ column: ColumnFacts) -> JSON {
      var members: [JSON.Member] = []
      if let name = column.name { members.append(.init("name", .string(name))) }
      members += [
        .init("kind", .string(column.kind.rawValue)), .init("n", .int(column.count)),
        .init("missing", .int(column.missing)),
      ]
      if let size = column.sketchSize {
        members += [
          .init("sketch_size", .int(size)), .init("rank_error", .number(column.rankError)),
        ]
      }
      return .object(members)
    }

    private static func json(_ request: DetectorRequest) -> JSON {
      .object([.init("name", .string(request.name))] + request.parameters)
    }
  }
}

extension RetrievalBaseline {
  /// The detector with its parameters.
  package var request: DetectorRequest {
    DetectorRequest(
      Retrieval.name, Retrieval.parameters.map { .init($0.name, $0.value(of: detector)) })
  }
}
