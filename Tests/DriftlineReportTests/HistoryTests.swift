import Driftline
import DriftlineReport
import Foundation
import PageSupport
import Testing

/// Histories of scores, as text, as JSON and as pages.
@Suite struct HistoryTests {
  private typealias Point = ScoreHistoryReport.Point

  private let start = 1_772_323_200  // 2026-03-01

  /// A score a day, drifting from the eighth on.
  private func days(
    _ count: Int, detector: String = "psi", column: String? = nil, stream: String? = nil,
    from drift: Int = 8
  ) -> [Point] {
    (0..<count).map { day in
      let effect = day >= drift ? 0.5 : 0.0625 * Double(day % 3)
      return Point(
        time: start + day * 86_400, version: day < 4 ? 1 : 2, stream: stream, detector: detector,
        column: column, statistic: effect, effect: effect, logPValue: day >= drift ? -700 : -1,
        threshold: 0.25, drifted: day >= drift)
    }
  }

  /// The newest first, as the store gives them.
  private func report(_ points: [Point], stream: String? = nil) -> ScoreHistoryReport {
    ScoreHistoryReport(
      baseline: "sales", stream: stream,
      points: points.enumerated().sorted {
        ($1.element.time, $1.offset) < ($0.element.time, $0.offset)
      }
      .map(\.element))
  }

  @Test func isATableForPeople() {
    let history = report(
      days(10, column: "age") + days(10, column: "city", from: 99), stream: "shop-7")
    #expect(
      textReport(history) == """
        DRIFT: 1 of 2 last scores drifted
        baseline sales, stream shop-7
        20 scores from 2026-03-01 to 2026-03-10

        column  detector  last effect  threshold       p  drifted  last
        age     psi               0.5       0.25  1e-304  2 of 10  drift
        city    psi                 0       0.25   0.368  0 of 10  no

        """)
  }

  @Test func isAnObjectForPrograms() {
    let history = report(days(1, stream: "s"))
    #expect(
      history.json.text
        == #"{"baseline":"sales","scores":1,"series":[{"stream":"s","detector":"psi","drifted":0,"#
        + #""points":[{"time":"2026-03-01T00:00:00Z","version":1,"statistic":0,"effect":0,"#
        + #""p_value":0.36787944117144233,"log_p_value":-1,"threshold":0.25,"drifted":false}]}],"#
        + #""engine":{"version":"\#(engineVersion)"}}"#)
  }

  @Test func tellsStreamsApartWhereNoneWasNamed() {
    let history = report(days(3, stream: "b") + days(3, stream: "a") + days(3))
    let lines = textReport(history).split(separator: "\n").dropFirst(3)
    #expect(lines.map { $0.prefix(6) } == ["stream", "-     ", "a     ", "b     "])
  }

  @Test func ofOneTimeTheFirstOfTheListIsTheLast() {
    var first = days(1)[0]
    first.effect = 0.75
    first.drifted = true
    let history = ScoreHistoryReport(baseline: "b", points: [first, days(1)[0]])
    #expect(textReport(history).contains("0.75"))
    #expect(textReport(history).hasPrefix("DRIFT: 1 of 1 last score drifted"))
  }

  @Test func saysWhereThereIsNothing() throws {
    let empty = ScoreHistoryReport(baseline: "sales", points: [])
    #expect(
      textReport(empty) == "no scores\nbaseline sales\nnothing was recorded\n")
    let page = try StrictPage(htmlReport(empty))
    #expect(page.text.contains("<h1>No scores</h1>"))
  }

  @Test func countsSeriesThatNeverDrifted() {
    let quiet = (0..<40).flatMap { days(2, column: "c\($0)") }
    let history = report(quiet + days(12, column: "loud"))
    let text = textReport(history)
    #expect(text.contains("loud") && !text.contains("c7"))
    #expect(text.hasSuffix("and 40 more that never drifted\n"))
    #expect(textReport(history, style: TextStyle(showsAll: true)).contains("c7"))
  }

  @Test func isAPageWithALineForEachSeries() throws {
    let page = try StrictPage(
      htmlReport(report(days(40, column: "a<b") + days(40, column: "c", from: 99))))
    #expect(page.count(of: "article") == 2)
    #expect(page.count(of: "circle") == 80)
    #expect(page.text.contains("a&lt;b") && !page.text.contains("a<b"))
    #expect(page.text.contains("40 scores, 32 of them drift; the last, of 2026-04-09, is 0.5"))
    for date in ["2026-03-02", "2026-03-16", "2026-03-30"] {
      #expect(page.text.contains("text-anchor=\"middle\">\(date)</text>"), "\(date)")
    }
    #expect(page.count(of: "svg") > 0 && page.count(of: "th") > 0)
    #expect(page.faults == [])
  }

  @Test func staysReadableForThousandsOfPoints() throws {
    var points: [Point] = []
    for index in 0..<20_000 {
      let effect = abs(sin(Double(index))) * (index == 12_345 ? 4 : 0.2)
      points.append(
        Point(
          time: start + index * 60, version: 1, detector: "ks", statistic: effect, effect: effect,
          threshold: 0.5, drifted: effect > 0.5))
    }
    let page = try StrictPage(htmlReport(report(points)))
    #expect(page.text.utf8.count < 40_000)
    // The one that drifted is not lost.
    #expect(page.count(of: "circle") == 1)
    #expect(page.text.contains("20,000 scores, drawn as the least and the largest of each span"))
  }

  @Test func drawsTheWorstOfManySeries() throws {
    let series = (0..<300).flatMap { days(3, column: "column \($0)", from: $0 == 250 ? 0 : 99) }
    let page = try StrictPage(htmlReport(report(series)))
    #expect(page.count(of: "article") == 24)
    #expect(page.count(of: "tr") == 201)
    #expect(page.text.contains("and 276 more, which the table lists"))
    let first = try #require(page.text.range(of: "<article"))
    #expect(page.text[first.lowerBound...].prefix(200).contains("column 250"))
  }

  @Test(arguments: [
    (0, ["1970-01-01"]), (3_600, ["01-01 00:00", "00:15", "01:00"]),
    (6 * 3_600, ["03:00", "06:00"]), (3 * 86_400, ["1970-01-02", "1970-01-04"]),
    (40 * 86_400, ["1970-01-05", "1970-01-19", "1970-02-02"]),
    (400 * 86_400, ["1970-07-01", "1971-01-01"]),
    (40_000 * 86_400, ["2000-01-01", "2050-01-01"]), (Int.max / 4, ["9999"]),
  ]) func putsRoundTimesOnTheAxis(_ length: Int, _ texts: [String]) throws {
    let points = [0, length].map {
      Point(time: $0, version: 1, detector: "ks", statistic: 1, effect: 1, drifted: false)
    }
    let page = try StrictPage(htmlReport(report(points)))
    for text in texts { #expect(page.text.contains("\(text)</text>") || text == "9999", "\(text)") }
  }

  @Test func survivesNumbersThatAreNone() throws {
    let effects: [Double?] = [
      nil, .infinity, -.infinity, 1e308, -1e308, 0, nil, .leastNonzeroMagnitude,
    ]
    let points = effects.enumerated().map { index, effect in
      Point(
        time: index * 1_000, version: 1, detector: "w", statistic: effect, effect: effect,
        logPValue: -.infinity, threshold: index % 2 == 0 ? nil : effect, drifted: nil)
    }
    let page = try StrictPage(htmlReport(report(points)))
    #expect(page.text.contains("infinite 2 times, drawn at the upper edge"))
    #expect(textReport(report(points)).hasPrefix("UNDETERMINED: no last score can tell"))
  }

  @Test func timesAreThoseOfTheCalendar() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    var random = SeededRandom(seed: 1, stream: 0)
    for _ in 0..<2_000 {
      // From 1600 on: Foundation counts Julian days before.
      let seconds = Int(random.below(265_000_000_000)) - 11_676_096_000
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second],
        from: Date(timeIntervalSince1970: Double(seconds)))
      let time = CalendarTime(seconds: min(seconds, 253_402_300_799))
      guard seconds <= 253_402_300_799 else { continue }
      #expect(time.year == parts.year && time.month == parts.month && time.day == parts.day)
      #expect(
        time.second == (parts.hour ?? 0) * 3_600 + (parts.minute ?? 0) * 60 + (parts.second ?? 0))
    }
    #expect(CalendarTime(seconds: .min).text == "0000-01-01T00:00:00Z")
    #expect(CalendarTime(seconds: .max).text == "9999-12-31T23:59:59Z")
    #expect(CalendarTime(seconds: -1).text == "1969-12-31T23:59:59Z")
  }
}
