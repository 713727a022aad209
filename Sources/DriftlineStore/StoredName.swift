import Driftline

/// What baselines, streams and monitors may be called.
enum StoredName {
  /// Refuses a name that is no name.
  ///
  /// A name is 1 to 256 bytes of UTF-8, without control characters (Unicode's category Cc) and
  /// without the separators of lines and paragraphs. Names are compared byte by byte.
  static func check(_ name: String, _ what: String) throws(DriftlineError) {
    let size = name.utf8.count
    guard (1...256).contains(size) else {
      throw DriftlineError(
        .invalidParams, "the name of a \(what) has 1 to 256 bytes of UTF-8, and this one \(size)",
        at: what, details: [.init("expected", .int(256)), .init("got", .int(size))])
    }
    for scalar in name.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator:
        let code = String(scalar.value, radix: 16, uppercase: true)
        throw DriftlineError(
          .invalidParams,
          "the name of a \(what) has no control characters, and this one has U+\(code)", at: what)
      default: continue
      }
    }
  }
}
