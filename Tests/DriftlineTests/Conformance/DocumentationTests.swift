import Driftline
import Foundation
import Testing

/// The pages that must name every detector.
@Suite struct DocumentationTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  func page(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test func theLandingPageListsEveryDetector() throws {
    let page = try page("Sources/Driftline/Driftline.docc/Driftline.md")
    let types =
      Registry.numeric.map { "\($0)" } + Registry.categorical.map { "\($0)" }
      + Registry.embedding.map { "\($0)" } + Registry.retrieval.map { "\($0)" }
    for type in types {
      #expect(page.contains("- ``\(type)``"), "\(type)")
    }
  }

  @Test func theDefinitionsHaveAPartForEveryDetector() throws {
    let page = try page("docs/definitions.md")
    for name in Registry.names {
      #expect(page.contains("### \(name)\n") || page.contains("`\(name)`"), "\(name)")
    }
  }

  @Test func theDefinitionsNameEveryParameter() throws {
    let page = try page("docs/definitions.md")
    for detector in Registry.descriptions {
      for parameter in detector.parameters {
        #expect(page.contains("`\(parameter.name)`"), "\(detector.name).\(parameter.name)")
      }
    }
  }
}
