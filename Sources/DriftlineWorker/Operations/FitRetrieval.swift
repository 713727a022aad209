package import Driftline
import DriftlineInput
package import DriftlineStore

/// `retrieval.fit`: remembers queries of the good days and what was retrieved for each.
package struct FitRetrieval: Operation {
  package static let method = "retrieval.fit"
  package static let summary = "Remembers queries, and what was retrieved for each"

  private let name: String
  private let queries: DataReference
  private let retrieved: [DataReference]
  private let detector: Retrieval
  private let ifExists: IfExists

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the baseline's name")
    queries = try parameters.data("queries")
    retrieved = try parameters.dataList("retrieved")
    var settings: [JSON.Member] = []
    for parameter in Retrieval.parameters {
      if let value = try parameters.number(parameter.name) {
        settings.append(.init(parameter.name, .number(value)))
      }
    }
    detector = try Retrieval(settings)
    ifExists = try parameters.choice("if_exists", IfExists.self) ?? .error
  }

  package var order: WorkOrder { .named(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> BaselineEntry {
    let store = try context.place.store()
    context.enter("reading the data")
    let asked = try queries.matrix(context.access)
    var found: [Matrix] = []
    for data in retrieved { found.append(try data.matrix(context.access)) }
    context.enter("fitting")
    let baseline = try detector.fit(queries: asked, retrieved: found)
    return try context.changing { () throws(DriftlineError) in
      try store.insertRetrieval(name, baseline, ifExists: ifExists)
    }
  }
}

extension DataReference {
  /// Opens data that are a matrix, or one row of one.
  func matrix(_ access: FileAccess) throws(DriftlineError) -> Matrix {
    switch try dataset(for: nil, access) {
    case .matrix(let matrix): return matrix
    case .column(.numeric(let column)) where column.weights == nil:
      var row: [Double] = []
      try column.blocks.forEachBlock { block throws(DriftlineError) in
        for index in block.indices { row.append(block[index]) }
      }
      return try Matrix(row, dimensions: row.count)
    default:
      throw DriftlineError(
        .shapeMismatch, "rows of numbers are needed: a matrix, or one row of it", at: pointer)
    }
  }
}
