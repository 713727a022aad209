internal import DriftlineReport

/// The results as a page for people: one file of HTML that needs nothing else.
///
/// What was run and what follows from it; false alarms, power, ROC curves, charts on streams, times, their
/// growth, kernels; tables of everything fold out. The page has no script and fetches nothing; drawings
/// are SVG with titles and descriptions. What is absent or not finite is left out of drawings and `-` in
/// tables. The same results give the same bytes.
public enum BenchPage {
  /// The page of a run.
  ///
  /// - Complexity: O(size of the results), times the contenders for what is sorted.
  public static func html(_ results: BenchResults) -> String {
    let sections: [(id: String, title: String, content: [Markup])] = [
      ("false-alarms", "False alarms", AlarmSection(results).content),
      ("power", "Power", PowerSection(results).content),
      ("roc", "ROC curves", ROCSection(results).content),
      ("streams", "Charts on streams", StreamSection(results).content),
      ("speed", "Speed", SpeedSection(results).content),
      ("growth", "Growth", GrowthSection(results).content),
      ("kernels", "Kernels", KernelSection(results).content),
      ("refusals", "Refusals", refusals(results)),
    ].filter { !$0.content.isEmpty }
    let links = sections.map { section in
      Markup.element("a", [("href", "#\(section.id)")], [Markup(section.title)])
    }
    var body = [header(results), facts(results)]
    if !links.isEmpty { body.append(.element("nav", [("aria-label", "Parts")], links)) }
    body += inShort(results)
    body += sections.map { section in
      .element(
        "section", [("id", section.id)],
        [.element("h2", [], [Markup(section.title)])] + section.content)
    }
    return Page(
      title: "Driftline: benchmark of \(RunFacts.minute(results.date))", body: body,
      ownStyle: BenchStyle.sheet
    ).text
  }

  private static func header(_ results: BenchResults) -> Markup {
    var parts: [String] = []
    let detectors = Set(results.accuracy.map(\.contender).filter(\.isOurs)).count
    let charts = Set(results.streams.map(\.contender).filter(\.isOurs)).count
    let packages = Set(
      (results.accuracy.map(\.contender) + results.streams.map(\.contender)
        + results.speed.map(\.contender)).filter(\.isPeer).map(\.source)
    ).count
    let groups = results.streamGroups
    let scenarios =
      results.powerGrids.count(where: \.hasPower)
      + Set(groups.filter { !$0.isControl }.map(\.scenario)).count
    let controls =
      Set(results.accuracy.map { $0.kind + "\u{0}" + $0.control }).count
      + Set(groups.filter(\.isControl).map(\.scenario)).count
    for (count, word) in [
      (detectors, "detector"), (charts, "chart"), (scenarios, "scenario"), (controls, "control"),
    ]
    where count > 0 {
      parts.append(BenchText.count(count, word))
    }
    var line = parts.joined(separator: ", ")
    if packages > 0 {
      line += (line.isEmpty ? "" : ", ") + "beside \(BenchText.count(packages, "peer package"))"
    }
    return Page.header(
      nil, kicker: "Benchmark of Driftline \(results.version)",
      headline: ["Which change is found, how often, how fast"],
      lines: [Markup(line.isEmpty ? "Nothing was measured." : line + ".")])
  }

  private static func facts(_ results: BenchResults) -> Markup {
    let wide: Set<String> = ["Command", "Peers"]
    let facts = RunFacts(results).all
    return .element(
      "dl", class: "facts",
      (facts.filter { !wide.contains($0.name) } + facts.filter { wide.contains($0.name) }).map {
        fact in
        let value = Markup(plotName(fact.value, to: 600))
        return .element(
          "div", [("class", wide.contains(fact.name) ? "wide" : nil)],
          [
            .element("dt", [], [Markup(fact.name)]),
            .element("dd", [], [fact.name == "Command" ? .element("code", [], [value]) : value]),
          ])
      })
  }

  private static func inShort(_ results: BenchResults) -> [Markup] {
    let topics = Findings(results).topics
    if topics.isEmpty { return [] }
    let cards = topics.map { topic in
      Markup.element(
        "article", class: "card",
        [
          .element("h3", [], [Markup(topic.title)]),
          .element("ul", class: "findings", topic.lines.map { .element("li", [], [Markup($0)]) }),
        ])
    }
    return [Page.section("In short", [.element("div", class: "cards short", cards)])]
  }

  private static func refusals(_ results: BenchResults) -> [Markup] {
    let all = Refusals(results).all
    if all.isEmpty { return [] }
    let rows = all.prefix(PageTables.most).map { refusal -> [Markup] in
      [
        .name(refusal.contender.name), .name(refusal.place), Markup(countText(refusal.count)),
        .name(refusal.reason, to: 90),
      ]
    }
    return [
      PageTables.folded(
        "\(BenchText.count(all.count, "refusal")) and failures",
        .table(
          "Who could not answer, where, how often, and the first reason.",
          [("Who", false), ("Where", false), ("Times", true), ("First reason", false)], rows))
    ]
  }
}

/// Tables that fold out.
enum PageTables {
  /// The most rows of one.
  static let most = 400

  /// A table behind its name.
  static func folded(_ summary: String, _ tables: Markup...) -> Markup {
    .element("details", [], [.element("summary", [], [Markup(summary)])] + tables)
  }

  /// An estimate with its interval in small letters.
  static func cell(_ estimate: Estimate?) -> Markup {
    guard let estimate, estimate.value.isFinite else { return Markup(BenchText.absent) }
    return Markup([
      Markup(BenchText.value(estimate)), " ",
      .element("small", [], [Markup(BenchText.interval(estimate))]),
    ])
  }

  /// A rate with its interval in small letters.
  static func cell(_ rate: Rate?) -> Markup {
    guard let rate, let ends = rate.ends else { return Markup(BenchText.absent) }
    let interval = "(\(BenchText.hundredths(ends.low))-\(BenchText.hundredths(ends.high)))"
    return Markup([
      Markup(BenchText.hundredths(rate.share)), " ", .element("small", [], [Markup(interval)]),
    ])
  }

  /// A contender's name, ours marked.
  static func name(_ contender: Contender) -> Markup {
    contender.isOurs
      ? .element("span", class: "ours", [.name(contender.name)]) : .name(contender.name)
  }
}
