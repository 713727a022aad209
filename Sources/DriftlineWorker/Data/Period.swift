package import Driftline

/// A length of time: `7d`, `24h`, `90m`, `30s` or `2w`.
package struct Period: Equatable, Sendable {
  private static let units: [(letter: Character, seconds: Int)] = [
    ("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
  ]

  /// The number of seconds, over 0.
  package let seconds: Int

  /// A length in seconds.
  package init(seconds: Int) { self.seconds = seconds }

  /// Reads a whole number over 0 and the letter of its unit.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  package static func read(_ argument: String) throws(DriftlineError) -> Period {
    let digits = argument.dropLast()
    guard let unit = Period.units.first(where: { $0.letter == argument.last }),
      (1...9).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits), number > 0
    else {
      throw DriftlineError(
        .invalidParams,
        "a period is a whole number over 0 and one of the letters s, m, h, d and w, as 7d")
    }
    return Period(seconds: number * unit.seconds)
  }

  /// The length in the largest of the units from days to seconds that leaves no rest.
  package var text: String {
    for unit in Period.units.dropFirst() where seconds.isMultiple(of: unit.seconds) {
      return "\(seconds / unit.seconds)\(unit.letter)"
    }
    return "\(seconds)s"
  }
}
