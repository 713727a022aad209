import Driftline
import DriftlineCharts
import Testing

/// Charts of agents that fail without an error: loops, steps left out, repeated texts.
@Suite struct AgentChartsTests {
  private func point<C: Chart>(_ chart: C, _ observation: JSON) throws -> ChartPoint {
    var monitor = try Monitor(chart)
    return monitor.update(try chart.row(of: observation))[0]
  }

  private func object(_ members: (String, JSON)...) -> JSON {
    .object(members.map { JSON.Member($0.0, $0.1) })
  }

  private func message(_ chart: some Chart, _ observation: JSON) -> String {
    let error = #expect(throws: DriftlineError.self) { try chart.row(of: observation) }
    #expect(error?.kind == .invalidParams)
    return error?.message ?? ""
  }

  // MARK: - Loops

  @Test func loopsEqualTheRecipe() throws {
    let goldens = QualityGoldens.shared
    let chart = LoopChart()
    for (run, reasons) in zip(goldens.runs, goldens.runReasons) {
      let observation = object(
        ("iterations", .int(run[0])), ("tokens", .int(run[1])), ("expected_tokens", .int(run[2])))
      let point = try point(chart, observation)
      #expect(chart.reasons(of: point) == reasons)
      #expect(point.isAlarm == (point.statistic > 1))
      #expect(point.isAlarm == !reasons.isEmpty)
    }
  }

  @Test func loopsMayLeaveOut() throws {
    var chart = LoopChart()
    #expect(try point(chart, object(("iterations", .int(11)))).signals == 1)
    #expect(try !point(chart, object(("iterations", .int(10)))).isAlarm)
    #expect(message(chart, object(("tokens", .int(5)))).contains("\"expected_tokens\""))
    #expect(message(chart, object()).contains("\"iterations\" or \"tokens\""))
    chart.expectedTokens = 100
    #expect(try point(chart, object(("tokens", .int(301)))).signals == 2)
    #expect(try !point(chart, object(("tokens", .int(300)), ("iterations", .null))).isAlarm)
    #expect(
      try !point(chart, object(("tokens", .int(301)), ("expected_tokens", .int(101)))).isAlarm)
    #expect(try !point(chart, object(("tokens", .int(9)), ("expected_tokens", .int(0)))).isAlarm)
    #expect(try point(chart, .array([.int(99), .int(999), .int(1)])).signals == 3)
  }

  @Test func loopsRefuseWhatTheyCannotRead() {
    let chart = LoopChart()
    #expect(
      message(chart, object(("iterations", .string("ten")))).contains(
        "\"iterations\" takes a number"))
    #expect(message(chart, object(("tokens", .int(-1)))).contains("not negative"))
    #expect(message(chart, object(("iteration", .int(1)))).contains("no \"iteration\"; it has"))
    #expect(
      message(chart, object(("iterations", .int(1)), ("iterations", .int(2)))).contains("twice"))
    #expect(message(chart, .string("x")).contains("loop takes"))
    #expect(message(chart, .array([.int(1)])).contains("loop takes"))
  }

  // MARK: - Steps

  @Test func stepsEqualTheRecipe() throws {
    for tools in QualityGoldens.shared.tools {
      let observation = object(
        ("expected", .array(tools.expected.map(JSON.string))),
        ("actual", .array((tools.actual + tools.actual).map(JSON.string))))
      let point = try point(ToolSkipping(), observation)
      #expect(point.isAlarm == tools.alarm)
      #expect(point.value == Double(tools.missing.count))
      let detail = ToolSkipping().detail(of: observation)
      for (name, expected) in [("missing", tools.missing), ("unexpected", tools.unexpected)] {
        guard case .array(let found)? = detail?[name] else {
          Issue.record("no \(name)")
          return
        }
        #expect(found.map(\.text).sorted() == expected.map { "\"\($0)\"" })
      }
    }
  }

  @Test func stepsAreASet() throws {
    let chart = try ToolSkipping([.init("allowed", .number(0.5))])
    let half = object(
      ("expected", .array(["search", "cite", "cite"].map(JSON.string))),
      ("actual", .array(["cite", "Search"].map(JSON.string))))
    #expect(try chart.row(of: half) == [1, 1, 2])
    #expect(try !point(chart, half).isAlarm)
    #expect(try point(ToolSkipping(), half).isAlarm)
    #expect(
      chart.detail(of: half)?.text == #"{"missing":["search"],"unexpected":["Search"]}"#)
    // One accented letter, or a letter and an accent.
    let accents = object(
      ("expected", .array([.string("caf\u{E9}")])), ("actual", .array([.string("cafe\u{301}")])))
    #expect(try chart.row(of: accents) == [0, 0, 1])
    let nothing = object(("expected", .array([])), ("actual", .array([.string("search")])))
    #expect(try point(ToolSkipping(), nothing).statistic == 0)
  }

  @Test func stepsRefuseWhatTheyCannotRead() {
    let chart = ToolSkipping()
    #expect(message(chart, object(("expected", .array([])))).contains("\"actual\""))
    #expect(
      message(chart, object(("expected", .string("a")), ("actual", .array([]))))
        .contains("\"expected\" takes a list of texts"))
    #expect(
      message(chart, object(("expected", .array([.int(1)])), ("actual", .array([]))))
        .contains("\"expected\" takes a list of texts, and not 1"))
    #expect(message(chart, .int(3)).contains("tool_skipping takes"))
    #expect(chart.detail(of: .int(3)) == nil)
  }

  // MARK: - Texts

  @Test func textsEqualTheRecipe() throws {
    for rule in WordRule.allCases {
      var chart = Repetition()
      chart.words = rule
      for text in QualityGoldens.shared.texts {
        let point = try point(chart, .string(text.text))
        #expect(point.statistic == text.ratio)
        #expect(point.isAlarm == text.alarm)
        #expect(chart.reasons(of: point) == (text.alarm ? ["repetition"] : []))
      }
    }
    #expect(QualityGoldens.shared.texts.contains { $0.alarm })
  }

  /// Words, different words, the word that comes most often and how often.
  @Test(
    arguments: [
      ("The cat. the CAT, \u{201C}The\u{201D} cat!", 6, 2, "the", 3),
      ("Don't don\u{2019}t 'don't' --- dont", 4, 2, "don't", 3),
      ("", 0, 0, nil, 0), (" .,; \n", 0, 0, nil, 0),
      (
        "\u{41F}\u{440}\u{438}\u{432}\u{435}\u{442} \u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}", 2,
        1,
        "\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}", 2
      ),
      ("\u{597D}\u{597D}\u{5B66}\u{4E60}", 4, 3, "\u{597D}", 2),
      ("\u{3042}\u{3042}\u{30AB}", 3, 2, "\u{3042}", 2),
      ("ok\u{1F600}\u{1F600}ok", 4, 2, "ok", 2),
      ("caf\u{E9} cafe\u{301} 42 42", 4, 2, "caf\u{E9}", 2),
    ] as [(String, Int, Int, String?, Int)])
  func wordsAre(text: String, words: Int, unique: Int, most: String?, times: Int) throws {
    let detail = Repetition().detail(of: .string(text))
    #expect(detail?["words"] == .int(words))
    #expect(detail?["unique"] == .int(unique))
    #expect(detail?["most"] == most.map(JSON.string) ?? .null)
    #expect(detail?["times"] == .int(times))
    let row = try Repetition().row(of: .string(text))
    #expect(row == [words == 0 ? 1 : Double(unique) / Double(words), Double(words)])
  }

  @Test func textsHaveALength() throws {
    var chart = Repetition()
    chart.shortest = 2
    chart.longest = 4
    for (text, reasons, direction) in [
      ("one", ["too_short"], .down), ("one two", [], nil), ("a b c d", [], nil),
      ("a b c d e", ["too_long"], .up), ("", ["too_short"], .down),
      (String(repeating: "no ", count: 10), ["repetition", "too_long"], .down),
    ] as [(String, [String], ChartPoint.Direction?)] {
      let point = try point(chart, .string(text))
      #expect(chart.reasons(of: point) == reasons)
      #expect(point.direction == direction)
    }
    #expect(throws: DriftlineError.self) {
      try Repetition([.init("shortest", .int(5)), .init("longest", .int(4))])
    }
  }

  @Test func stretchesSeeALoopInALongText() throws {
    let text = (0..<500).map { "w\($0)" } + Array(repeating: "again", count: 60)
    let observation = JSON.array(text.map(JSON.string))
    var chart = Repetition()
    #expect(try !point(chart, observation).isAlarm)
    chart.stretch = 50
    #expect(try point(chart, observation).statistic == 0.02)
    #expect(try point(chart, observation).isAlarm)
    // The least of every stretch, counted anew.
    var random = SeededRandom(seed: 2)
    let words = (0..<300).map { _ in Int(random.uniform() * 12) }
    for length in [1, 2, 7, 300, 301] {
      chart.stretch = length
      let taken = min(length, words.count)
      let least = (0...words.count - taken).map { Set(words[$0..<$0 + taken]).count }.min() ?? 0
      #expect(
        try chart.row(of: .array(words.map(JSON.int)))[0] == Double(least) / Double(taken))
    }
  }

  @Test func textsRefuseWhatTheyCannotRead() {
    let chart = Repetition()
    #expect(message(chart, .int(3)).contains("repetition takes a text"))
    #expect(message(chart, .array([.string("a"), .bool(true)])).contains("has true"))
    #expect(message(chart, .array([.number(0.5)])).contains("0.5"))
    #expect(chart.detail(of: .int(3)) == nil)
  }

  @Test func missingObservationsArePassedOver() throws {
    for chart in [LoopChart(), ToolSkipping(), Repetition()] as [any Chart] {
      var running = try chart.running()
      let point = running.update(try chart.row(of: .null))[0]
      #expect(point.statistic.isNaN && !point.isAlarm)
      #expect(chart.readsObjects || chart is Repetition)
    }
  }
}
