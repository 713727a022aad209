import DriftlineReport
import Testing

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("age", 3), ("na\u{EF}ve", 5), ("nai\u{308}ve", 5), ("\u{6771}\u{4EAC}", 4),
    ("\u{D55C}\u{AE00}", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{FF21}", 2), ("\u{FF71}", 1),
    ("\u{1F600}", 2), ("\u{1F469}\u{200D}\u{1F4BB}", 2), ("\u{1F1E9}\u{1F1EA}", 2),
    ("\u{2764}\u{FE0F}", 2), ("\u{2764}", 1), ("a\u{200B}", 1), ("\u{20000}", 2),
  ])
  func countsTerminalColumns(text: String, width: Int) {
    #expect(displayWidth(text) == width)
  }

  @Test(arguments: [
    ("a\tb\nc\rd", "a\\tb\\nc\\rd"), ("\u{1B}[31mred", "\\u{1b}[31mred"), ("\u{7F}", "\\u{7f}"),
    ("\u{9B}2J", "\\u{9b}2J"), ("gpj.\u{202E}cod", "gpj.\\u{202e}cod"),
    ("a\u{2028}b", "a\\u{2028}b"), ("na\u{EF}ve", "na\u{EF}ve"),
    ("\u{1F469}\u{200D}\u{1F4BB}", "\u{1F469}\u{200D}\u{1F4BB}"),
  ])
  func escapesWhatMovesTheCursor(text: String, escaped: String) {
    #expect(printable(text) == escaped)
  }

  @Test func escapesAllButASCIIWhereTheLocaleHasNoMore() {
    #expect(printable("na\u{EF}ve \u{6771}", unicode: false) == "na\\u{ef}ve \\u{6771}")
  }
}
