/// The number of terminal columns that a text takes: 2 for East Asian wide characters and emoji,
/// 0 for what combines with the character before it.
///
/// Source: Unicode Standard Annex 11, East Asian Width; the ranges are those of version 16, with
/// blocks that are wide throughout taken whole.
package func displayWidth(_ text: String) -> Int {
  text.reduce(0) { $0 + displayWidth($1) }
}

/// The number of terminal columns of one character as a reader sees it.
func displayWidth(_ character: Character) -> Int {
  if character.isASCII { return 1 }
  var width = 0
  for scalar in character.unicodeScalars {
    if scalar.value == 0xFE0F && width > 0 { return 2 }
    width = max(width, displayWidth(scalar))
  }
  return width
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  // Medial vowels and final consonants of Hangul join the syllable's first letter.
  if 0x1160...0x11FF ~= scalar.value || 0xD7B0...0xD7FF ~= scalar.value { return 0 }
  if scalar.properties.isEmojiPresentation { return 2 }
  return wideRanges.contains { $0 ~= scalar.value } ? 2 : 1
}

private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E,
  0x3041...0x4DBF, 0x4DC0...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
  0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
  0x1AFF0...0x1B2FF, 0x1D300...0x1D37F, 0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
]

/// A text that stays on its line and moves nothing on the screen.
///
/// Control characters, line separators and the invisible marks that turn the direction of writing
/// are escaped as `\n` or `\u{1b}`; without `unicode`, so is all that is not ASCII.
package func printable(_ text: String, unicode: Bool = true) -> String {
  if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text }
  var out = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\t": out += "\\t"
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case _ where !isPrintable(scalar) || (!unicode && !scalar.isASCII):
      out += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out
}

private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator: false
  // The joiners hold emoji and Indic syllables together.
  case .format: scalar.value == 0x200C || scalar.value == 0x200D
  default: true
  }
}

/// A printable text of at most `width` columns: the middle of a longer one gives way to an
/// ellipsis, since names often differ at their ends only.
package func shortened(_ text: String, to width: Int, unicode: Bool) -> String {
  if displayWidth(text) <= width { return text }
  let ellipsis = unicode ? "\u{2026}" : "..."
  let room = max(width - displayWidth(ellipsis), 0)
  return prefix(text, (room + 1) / 2) + ellipsis + suffix(text, room / 2)
}

private func prefix(_ text: String, _ width: Int) -> String {
  var taken = 0
  return String(
    text.prefix {
      taken += displayWidth($0)
      return taken <= width
    })
}

private func suffix(_ text: String, _ width: Int) -> String {
  var taken = 0
  let tail = text.reversed().prefix {
    taken += displayWidth($0)
    return taken <= width
  }
  return String(tail.reversed())
}

/// Words put on as many lines of at most `width` columns as they need, the lines after the first
/// indented.
package func wrapped(_ text: String, to width: Int, indent: Int = 2) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ", omittingEmptySubsequences: false) {
    if line.isEmpty {
      line = String(word)
    } else if displayWidth(line) + 1 + displayWidth(String(word)) <= width {
      line += " " + word
    } else {
      lines.append(line)
      line = String(repeating: " ", count: indent) + word
    }
  }
  return lines + [line]
}
