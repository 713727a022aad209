package import Driftline
private import DriftlineInput
package import DriftlineStore
private import Foundation

/// `baseline.export`: one version of a baseline as a file, for another store.
package struct ExportBaseline: Operation {
  package static let method = "baseline.export"
  package static let summary = "Writes one version of a baseline to a file, for another store"

  /// The baseline's name.
  package var name: String
  /// The version; `nil` for the newest.
  package var version: Int?
  /// The file to write; `nil` for the bytes in the result.
  package var path: String?

  /// Exports a version.
  package init(name: String, version: Int?, path: String?) {
    self.name = name
    self.version = version
    self.path = path
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the baseline's name")
    version = try parameters.version()
    path = try parameters.text("path")
  }

  package var order: WorkOrder { .named(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> Output {
    let store = try context.place.store(holding: name)
    let entry = try store.entry(name, version: version)
    let bytes = try store.export(name, version: entry.version)
    if let path {
      try context.changing { () throws(DriftlineError) in
        try context.access.write(bytes, to: path, sparing: store.files)
      }
    }
    return Output(entry: entry, bytes: bytes, path: path)
  }

  /// What was exported.
  package struct Output: OperationOutput {
    /// What the store knows of it.
    package let entry: BaselineEntry
    /// The file's bytes.
    package let bytes: [UInt8]
    /// The file that was written.
    package let path: String?

    /// `name`, `version`, `digest`, `bytes`, and `path` or `b64`.
    package var json: JSON {
      .object([
        .init("name", .string(entry.name)), .init("version", .int(entry.version)),
        .init("digest", .string(entry.digest)), .init("bytes", .int(bytes.count)),
        path.map { .init("path", .string($0)) }
          ?? .init("b64", .string(Data(bytes).base64EncodedString())),
      ])
    }
  }
}
