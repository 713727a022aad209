import Driftline
import DriftlineReport
import Testing

@Suite struct TextReportTests {
  private func content(_ columns: [[ReportRow]], drifted: Bool?) -> ReportContent {
    var content = ReportContent(
      kind: .table, n: .init(baseline: 4_000, current: 2_000),
      missing: .init(baseline: 0, current: 0))
    content.columns = columns
    content.drifted = drifted
    content.driftShare = 0.5
    return content
  }

  private func row(
    _ column: String, detector: String = "psi", _ statistic: Double, logP: Double?,
    _ drifted: Bool?, _ severity: Severity = .none
  ) -> ReportRow {
    ReportRow(
      column: column, detector: detector, statistic: statistic, threshold: 0.25, logPValue: logP,
      drifted: drifted, severity: severity)
  }

  /// Two queries with two documents each, all of them axes.
  private func retrieval(_ queries: [Int], _ found: [[Int]]) throws -> Verdict {
    func axes(_ numbers: [Int]) throws -> Matrix {
      try Matrix(rows: numbers.map { axis in (0..<8).map { $0 == axis ? 1 : 0 } })
    }
    let baseline = try Retrieval().fit(
      queries: axes([0, 1]), retrieved: [axes([2, 3]), axes([4, 5])])
    var verdict = try baseline.verdict(
      queries: axes(queries), retrieved: found.map { try axes($0) })
    verdict.reference?.name = "search"
    verdict.reference?.digest = "123456789012"
    return verdict
  }

  @Test func saysWhichQueriesLostTheirDocuments() throws {
    #expect(
      textReport(try retrieval([0, 7, 1], [[2, 3], [2], [4, 6]])) == """
        DRIFT (low)
        baseline 2 queries, current 3 queries of 8 values; alpha 0.01, rule threshold
        baseline search, digest 123456789012

        detector   statistic  effect  threshold  p  drift
        retrieval       0.75    0.25        0.2  -  low

        retrieval: 2 of 3 current queries are like one of the baseline's (a cosine of
          0.7 or more is needed); the others do not count
        retrieval: least is found again for current query 2 (50 %)

        """)
  }

  @Test func saysWhereNoQueryIsLikeAnother() throws {
    #expect(
      textReport(try retrieval([7], [[2]])) == """
        UNDETERMINED
        baseline 2 queries, current 1 query of 8 values; alpha 0.01, rule threshold
        baseline search, digest 123456789012

        detector   statistic  effect  threshold  p  drift
        retrieval        nan     nan        0.2  -  undetermined

        retrieval: no current query is like one of the baseline's (a cosine of 0.7 or
          more is needed), so there is no verdict

        """)
  }

  @Test func saysBetweenWhatSketchesLeaveAScore() {
    var open = row("price", detector: "ks", 0.1, logP: -50, nil)
    open.open = ErrorInterval(
      statistic: 0.0987...0.1015, logPValue: -52...(-48), rankError: 0.0014)
    let table = content(
      [[row("price", 0.01, logP: -0.5, false), open], [row("age", 0.01, logP: -0.5, false)]],
      drifted: nil)
    #expect(
      textReport(table, style: TextStyle()) == """
        UNDETERMINED: 0 of 1 column drifted
        baseline 4,000 rows, current 2,000 rows; alpha 0.01, rule both

        column  detector  effect  threshold   adj. p  drift
        price   ks           0.1       0.25  1.9e-22  undetermined
        age     psi         0.01       0.25    0.607  no

        undetermined ks in price: effect 0.0987 to 0.1015, p 2.6e-23 to 1.4e-21, as
          sketches know ranks to 0.0014
        one row a column: the gravest of its scores

        """)
  }

  @Test func showsTheGravestColumnsFirst() {
    var table = content(
      [
        [row("same", 0.001, logP: -0.5, false)],
        [row("low", 0.3, logP: -40, true, .low)],
        [row("infinite", .nan, logP: nil, nil)],
        [
          row("high", 2, logP: -100, true, .high),
          row("high", detector: "js", 0.1, logP: -0.1, false),
        ],
        [row("higher", 3, logP: -5_000, true, .high)],
        [row("close", 0.2, logP: -20, false, .low)],
      ], drifted: true)
    table.severity = .high
    table.missing = .init(baseline: 0, current: 12)
    table.gaps = [ReportGap(column: "low", detector: "ks", reason: "current has no values")]
    table.inapplicable = ["city"]
    #expect(
      textReport(table, style: TextStyle()) == """
        DRIFT (high): 3 of 5 columns drifted
        baseline 4,000 rows, current 2,000 rows; alpha 0.01, rule both

        column    detector  effect  threshold   adj. p  drift
        higher    psi            3       0.25  3e-2172  high
        high      psi            2       0.25  3.7e-44  high
        low       psi          0.3       0.25  4.2e-18  low
        infinite  psi          nan       0.25        -  undetermined
        close     psi          0.2       0.25   2.1e-9  no (low)
        same      psi        0.001       0.25    0.607  no

        one row a column: the gravest of its scores
        missing values: baseline 0, current 12
        not compared, as none of the detectors asked for applies: city
        skipped ks in low: current has no values

        """)
  }

  @Test func countsColumnsWithoutDriftWhereThereAreMany() {
    var columns = (0..<88).map { [row("x\($0)", 0.01, logP: -0.5, false)] }
    columns[40] = [row("x40", 0.3, logP: -40, true, .low)]
    let table = content(columns, drifted: false)
    let text = textReport(table, style: TextStyle())
    #expect(
      text == """
        no drift: 1 of 88 columns drifted, under the share of 0.5
        baseline 4,000 rows, current 2,000 rows; alpha 0.01, rule both

        column  detector  effect  threshold   adj. p  drift
        x40     psi          0.3       0.25  4.2e-18  low

        and 87 columns without drift

        """)
    let all = textReport(table, style: TextStyle(showsAll: true))
    #expect(all.split(separator: "\n").count == 2 + 1 + 88)
    #expect(!all.contains("and 87"))
  }

  @Test func showsEveryScoreOnRequest() {
    let table = content(
      [
        [row("a", 0.01, logP: -0.5, false), row("a", detector: "ks", 0.02, logP: -0.4, false)],
        [
          row("b", 0.3, logP: -40, true, .low),
          row("b", detector: "ks", 0.2, logP: -30, true, .low),
        ],
      ], drifted: true)
    let lines = textReport(table, style: TextStyle(showsAll: true)).split(separator: "\n")
    #expect(lines.dropFirst(3).map { $0.prefix(1) } == ["b", "b", "a", "a"])
  }

  @Test func saysWhereNothingCanBeTold() {
    var alone = ReportContent(
      kind: .numeric, n: .init(baseline: 10, current: 10), missing: .init(baseline: 0, current: 0))
    alone.columns = [[row("", detector: "wasserstein", .nan, logP: nil, nil)]]
    #expect(
      textReport(alone, style: TextStyle()) == """
        UNDETERMINED
        baseline 10 values, current 10 values; alpha 0.01, rule both

        detector     statistic  effect  threshold  p  drift
        wasserstein        nan     nan       0.25  -  undetermined

        """)
    alone.columns = []
    alone.inapplicable = [""]
    #expect(
      textReport(alone, style: TextStyle()).hasPrefix(
        "UNDETERMINED: none of the detectors asked for applies\n"))
  }

  @Test func keepsHostileNamesOnTheirLine() {
    let names = ["a\u{1B}[2J\nb", "c\u{202E}d"]
    let table = content(names.map { [row($0, 0.01, logP: -0.5, false)] }, drifted: false)
    for style in [TextStyle(), TextStyle(unicode: false)] {
      let text = textReport(table, style: style)
      #expect(text.contains("a\\u{1b}[2J\\nb") && text.contains("c\\u{202e}d"))
      #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    }
  }

  @Test(arguments: [64, 80, 200])
  func fitsThePage(width: Int) {
    let long = String(repeating: "dimension", count: 30)
    var table = content(
      (0..<5).map {
        [row(long + String($0), detector: "ks", 12_345.678, logP: -400_000, true, .medium)]
      },
      drifted: true)
    table.severity = .medium
    table.gaps = (0..<30).map {
      ReportGap(column: "x\($0)", detector: "ks", reason: "too few values on side \($0)")
    }
    table.inapplicable = (0..<30).map { "column \($0)" }
    let lines = textReport(table, style: TextStyle(width: width))
      .split(separator: "\n")
    #expect(lines.allSatisfy { displayWidth(String($0)) <= width })
    #expect(lines.last == "and 20 more reasons for skipped detectors")
  }

  @Test func speaksOfARealVerdict() throws {
    let first = try CategoricalColumn(counts: ["a": 500, "b": 500])
    let second = try CategoricalColumn(counts: ["a": 100, "b": 900], missing: 7)
    let verdict = try compare(
      baseline: .column(.categorical(first)), current: .column(.categorical(second)),
      detectors: [DetectorRequest("psi"), DetectorRequest("chi_square")])
    let text = textReport(verdict)
    #expect(text.hasPrefix("DRIFT (high): found by 2 of 2 detectors\n"))
    #expect(text.contains("\npsi") && text.contains("\nchi_square"))
    #expect(text.contains("\nmissing values: baseline 0, current 7\n"))
  }
}
