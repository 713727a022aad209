package import Driftline
package import DriftlineInput
package import DriftlineStore

/// `baseline.import`: stores what another store has exported.
package struct ImportBaseline: Operation {
  package static let method = "baseline.import"
  package static let summary = "Takes a baseline out of a file that export has written"

  /// Where the bytes are.
  package enum Source: Sendable {
    /// In a file.
    case path(String)
    /// In the request, in base64.
    case text(JSONText)
  }

  /// Where the bytes are.
  package var source: Source
  /// What to call it; `nil` for the name it had.
  package var name: String?
  /// What to do where there is a baseline of the name.
  package var ifExists = IfExists.error

  /// Imports a file.
  package init(path: String, name: String?, ifExists: IfExists) {
    source = .path(path)
    self.name = name
    self.ifExists = ifExists
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    let path = try parameters.text("path")
    switch (path, parameters.present("b64")) {
    case (let path?, nil): source = .path(path)
    case (nil, .text(let text)?): source = .text(text)
    case (nil, let other?):
      throw .expected("a text in base64", for: "b64", got: other, at: parameters.place("b64"))
    case (nil, nil), (_?, _?):
      throw DriftlineError(
        .invalidParams, "the file is given as \"path\" or as \"b64\", one of the two",
        at: parameters.place("path"))
    }
    name = try parameters.text("name")
    ifExists = try parameters.choice("if_exists", IfExists.self) ?? .error
  }

  package var order: WorkOrder { name.map(WorkOrder.named) ?? .alone }

  package func run(in context: OperationContext) throws(DriftlineError) -> BaselineEntry {
    let bytes: [UInt8]
    let title: String
    switch source {
    case .path(let path):
      bytes = try context.access.read(whole: path)
      title = path
    case .text(let text):
      do { bytes = try decodedBase64(text).array } catch { throw error.placed(at: "/params/b64") }
      title = "b64"
    }
    let store = try context.place.store()
    do throws(DriftlineError) {
      return try context.changing { () throws(DriftlineError) in
        try store.importBaseline(bytes, name: name, ifExists: ifExists)
      }
    } catch {
      guard error.kind == .dataFormat || error.kind == .unsupportedFormat else { throw error }
      throw DriftlineError(
        error.kind, "\(title): \(error.message)", at: title, details: error.details)
    }
  }
}
