public import Foundation

#if canImport(FoundationXML)
  public import FoundationXML
#endif

/// A page, read as strictly as XML is.
public final class StrictPage: NSObject, XMLParserDelegate {
  /// Why a page was not read: elements that do not nest, or a text that was not escaped.
  public struct Unsound: Error, CustomStringConvertible {
    /// The line, and what is wrong in it.
    public let description: String
  }

  /// The page.
  public let text: String
  /// Drawings that say nothing of what they show beyond their title.
  public private(set) var undescribed = 0
  private var counts: [String: Int] = [:]
  private var open: [String] = []
  private var untitled = 0
  private var unscoped = 0
  private var unmarked = 0

  /// Reads a page.
  ///
  /// - Throws: ``Unsound``.
  public init(_ text: String) throws {
    self.text = text
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else {
      let reason = String(describing: parser.parserError)
      throw Unsound(description: "line \(parser.lineNumber): \(reason)")
    }
  }

  /// How often an element occurs.
  public func count(of element: String) -> Int { counts[element] ?? 0 }

  /// What a reader who does not see the page would miss; empty where nothing is.
  public var faults: [String] {
    [
      (untitled, "drawings without a title"), (unmarked, "drawings that are no images"),
      (unscoped, "headings of tables that do not say what they head"),
      (count(of: "table") - count(of: "caption"), "tables without a caption"),
      (count(of: "h1") - 1, "headings of the page beyond one"),
    ].filter { $0.0 != 0 }.map { "\($0.0) \($0.1)" }
  }

  /// Takes in an element.
  public func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    if open.last == "svg", name == "title" { untitled -= 1 }
    if open.last == "svg", name == "desc" { undescribed -= 1 }
    if name == "svg" {
      untitled += 1
      undescribed += 1
      if attributes["role"] != "img" { unmarked += 1 }
    }
    if name == "th", attributes["scope"] == nil { unscoped += 1 }
    open.append(name)
  }

  /// Takes in the end of an element.
  public func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }
}
