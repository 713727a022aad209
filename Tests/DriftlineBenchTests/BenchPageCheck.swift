import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A page, read as strictly as XML is.
final class BenchPageCheck: NSObject, XMLParserDelegate {
  let text: String
  private var counts: [String: Int] = [:]
  private var open: [String] = []
  private var untitled = 0
  private var undescribed = 0

  /// Reads a page.
  ///
  /// - Throws: where elements do not nest, or a text was not escaped.
  init(_ text: String) throws {
    self.text = text
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    let isSound = parser.parse()
    try #require(isSound, "line \(parser.lineNumber): \(String(describing: parser.parserError))")
  }

  func count(of element: String) -> Int { counts[element] ?? 0 }

  /// Every drawing has a title and a description, every table a caption.
  func expectAccessible() {
    #expect(count(of: "svg") > 0)
    #expect(untitled == 0)
    #expect(undescribed == 0)
    #expect(count(of: "table") > 0)
    #expect(count(of: "caption") == count(of: "table"))
    #expect(count(of: "h1") == 1)
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    if open.last == "svg", name == "title" { untitled -= 1 }
    if open.last == "svg", name == "desc" { undescribed -= 1 }
    if name == "svg" {
      untitled += 1
      undescribed += 1
    }
    open.append(name)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }
}

/// Every row of every table has as many cells as its heading.
func expectEvenTables(_ markdown: String) throws {
  var columns: Int?
  for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
    guard line.hasPrefix("|") else {
      columns = nil
      continue
    }
    let bare = line.replacing("\\\\", with: "").replacing("\\|", with: "")
    let found = bare.count { $0 == "|" } - 1
    #expect(columns == nil || columns == found, "\(line.prefix(200))")
    columns = columns ?? found
  }
}
