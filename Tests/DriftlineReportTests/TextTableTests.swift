import DriftlineReport
import Testing

@Suite struct TextTableTests {
  private func lines(_ names: [String], _ style: TextStyle) -> [String] {
    TextTable(
      [("column", .left), ("statistic", .right), ("drift", .left)],
      rows: names.map { [.init($0), .init("0.5"), .init("high", .alarm)] }
    ).lines(style)
  }

  @Test func alignsByDisplayWidth() {
    #expect(
      lines(["age", "\u{6771}\u{4EAC}\u{90FD}", "nai\u{308}ve"], TextStyle()) == [
        "column  statistic  drift",
        "age           0.5  high",
        "\u{6771}\u{4EAC}\u{90FD}        0.5  high",
        "nai\u{308}ve         0.5  high",
      ])
  }

  @Test func cutsLongNamesInTheMiddle() {
    let long = "worst_fractal_dimension_of_the_mean_smoothness_error_1"
    #expect(
      lines([long], TextStyle(width: 40)) == [
        "column                  statistic  drift",
        "worst_fract\u{2026}ss_error_1        0.5  high",
      ])
    #expect(
      lines([long], TextStyle(width: 40, unicode: false)).last
        == "worst_frac...s_error_1        0.5  high")
  }

  @Test func cutsNoCharacterInHalves() {
    let long = String(repeating: "\u{6771}", count: 40)
    for width in 40...60 {
      for line in lines([long], TextStyle(width: width)) {
        #expect(displayWidth(line) <= width)
      }
    }
  }

  @Test func coloursOnlyWhereAskedTo() {
    let plain = lines(["age"], TextStyle())
    let coloured = lines(["age"], TextStyle(color: true))
    #expect(!plain.joined().contains("\u{1B}"))
    #expect(coloured.last == "age           0.5  \u{1B}[1;31mhigh\u{1B}[0m")
  }

  @Test func leavesNoSpacesAtTheEnd() {
    let table = TextTable(
      [("a", .left), ("b", .right), ("c", .left)],
      rows: [[.init("x"), .init("1"), .init("")], [.init(""), .init(""), .init("long")]])
    #expect(table.lines(TextStyle()) == ["a  b  c", "x  1", "      long"])
  }
}
