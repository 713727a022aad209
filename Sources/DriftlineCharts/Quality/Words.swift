/// How a text is taken apart into words.
public enum WordRule: String, Sendable, CaseIterable {
  /// Runs of letters and digits, in lower case; an apostrophe between two of them belongs to the word.
  ///
  /// In scripts that are written without spaces (Han, Hiragana, Katakana, Thai, Lao, Myanmar, Khmer)
  /// each character is a word, and so is each emoji. All other characters are passed over.
  case letters
  /// What stands between white space, as it is.
  case spaces

  /// The words of a text, in their order.
  ///
  /// - Complexity: O(length of the text).
  func words(of text: String) -> [String] {
    if self == .spaces { return text.split(whereSeparator: \.isWhitespace).map(String.init) }
    var words: [String] = []
    var word = ""
    // An apostrophe that belongs to the word if a letter follows.
    var apostrophe = ""
    func end() {
      if !word.isEmpty { words.append(word.lowercased()) }
      word = ""
      apostrophe = ""
    }
    for character in text {
      if character.isWordByItself {
        end()
        words.append(String(character))
      } else if character.isLetter || character.isNumber {
        word += apostrophe
        word.append(character)
        apostrophe = ""
      } else if character == "'" || character == "\u{2019}", !word.isEmpty, apostrophe.isEmpty {
        // Both apostrophes make the same word.
        apostrophe = "'"
      } else {
        end()
      }
    }
    end()
    return words
  }
}

extension Character {
  /// Whether it belongs to a script that is written without spaces, or is an emoji.
  fileprivate var isWordByItself: Bool {
    guard let scalar = unicodeScalars.first, scalar.value >= 0x0E00 else { return false }
    switch scalar.value {
    case 0x0E01...0x0E4F, 0x0E81...0x0ECF, 0x0EDC...0x0EDF: return true  // Thai, Lao
    case 0x1000...0x103F, 0x1050...0x108F: return true  // Myanmar
    case 0x1780...0x17D3: return true  // Khmer
    case 0x3041...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0xFF66...0xFF9D: return true  // Kana
    default: return scalar.properties.isIdeographic || scalar.properties.isEmojiPresentation
    }
  }
}
