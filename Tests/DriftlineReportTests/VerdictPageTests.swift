import Driftline
import DriftlineReport
import Foundation
import PageSupport
import Testing

/// Verdicts as pages.
@Suite struct VerdictPageTests {
  @Test func isOneFileThatNeedsNothingElse() throws {
    for verdict in [
      try Verdicts.numeric(shift: 1), try Verdicts.categorical(["a", "b", "c"]),
      try Verdicts.table(["x", "y"]), try Verdicts.embedding(),
    ] {
      let page = try StrictPage(htmlReport(verdict))
      #expect(page.text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
      for word in ["<script", "href=", "src=", "url(", "http:", "https:", "@import", "onload"] {
        #expect(!page.text.contains(word), "\(word)")
      }
      #expect(page.text.contains("prefers-color-scheme:dark"))
      #expect(page.count(of: "svg") > 0 && page.count(of: "th") > 0)
      #expect(page.faults == [])
    }
  }

  @Test func namesCannotBecomeMarkup() throws {
    let names = [
      "<script>alert(\"1\")</script>", "</title><b>&amp;'", "\u{202E}back\n\u{1B}[31m", "]]>",
    ]
    let table = try StrictPage(
      htmlReport(try Verdicts.table(names), context: ["<i>stream</i> & \"more\""]))
    #expect(!table.text.contains("<script") && !table.text.contains("<b>"))
    #expect(!table.text.contains("<i>stream"))
    #expect(table.text.contains("&lt;i&gt;stream&lt;/i&gt; &amp; &quot;more&quot;"))
    #expect(table.text.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"))
    #expect(table.text.contains("\\u{202e}back\\n\\u{1b}[31m"))
    let categories = try StrictPage(htmlReport(try Verdicts.categorical(names)))
    #expect(!categories.text.contains("<script") && !categories.text.contains("<b>"))
  }

  @Test func saysWhatTheTextSays() throws {
    let verdict = try Verdicts.table(["x", "y", "z"], detectors: ["ks", "wasserstein"])
    let content = ReportContent(verdict)
    let page = htmlReport(verdict)
    for row in content.gravest {
      #expect(page.contains(numberText(try #require(row.effect))))
      #expect(page.contains(probabilityText(logPValue: try #require(row.logPValue))))
    }
    #expect(page.contains("<h1>Drift<span class=\"pill high\">high severity</span></h1>"))
    #expect(page.contains("2 of 3 columns drifted"))
    #expect(page.contains("one row a column: the gravest of its scores"))
    #expect(page.contains("Driftline \(engineVersion)"))
    #expect(htmlReport(try Verdicts.numeric(shift: 0)).contains("<h1>No drift</h1>"))
    let carriers = htmlReport(try Verdicts.embedding())
    #expect(carriers.contains("Most in dimensions 1 ("))
    #expect(carriers.contains("rows in one place: ") || carriers.contains("Rows in one place: "))
    #expect(carriers.contains("Kolmogorov-Smirnov&#39;s D, by dimension"))
    #expect(carriers.contains("cluster 0"))
  }

  @Test func namesTheBaseline() throws {
    var verdict = try Verdicts.numeric(shift: 1)
    verdict.reference = .init(
      name: "sales", version: 7, digest: String(repeating: "0123456789abcdef", count: 4))
    let page = htmlReport(verdict, context: ["stream shop-7, 2026-03-01 to 2026-03-08"])
    #expect(page.contains("<dd>sales</dd>") && page.contains("<dd>7</dd>"))
    #expect(page.contains("<dd>0123456789ab</dd>"))
    #expect(page.contains("<p>stream shop-7, 2026-03-01 to 2026-03-08</p>"))
  }

  @Test func aVerdictThatWasReadGivesTheSamePage() throws {
    for verdict in [
      try Verdicts.numeric(shift: 1, detectors: ["psi", "js", "kl", "energy", "missing_share"]),
      try Verdicts.categorical(["a", "b", "c"], detectors: ["psi", "js", "chi_square"]),
      try Verdicts.table(["x", "y", "z"], detectors: ["ks", "psi"]), try Verdicts.embedding(),
    ] {
      let read = try Verdict(json: Self.reread(verdict.json))
      #expect(htmlReport(read) == htmlReport(verdict))
      #expect(textReport(read) == textReport(verdict))
    }
  }

  /// A value as it is after it has been written and read.
  private static func reread(_ json: JSON) -> JSON {
    switch json {
    case .number(let number):
      if !number.isFinite { return .string(JSON.number(number).text.filter { $0 != "\"" }) }
      return Int(exactly: number).map(JSON.int) ?? json
    case .array(let items): return .array(items.map(reread))
    case .object(let members): return .object(members.map { .init($0.key, reread($0.value)) })
    default: return json
    }
  }

  @Test func drawsTheSharesOfBinsAndCategories() throws {
    let bins = try StrictPage(htmlReport(try Verdicts.numeric(shift: 1, detectors: ["psi"])))
    // Ten bins, two bars each, and the two rectangles of the effect's bar.
    #expect(bins.count(of: "rect") == 22)
    #expect(bins.text.contains("<desc>Largest change: "))
    let many = (0..<50).map { "category \($0)" }
    let categories = try StrictPage(htmlReport(try Verdicts.categorical(many)))
    #expect(categories.count(of: "rect") == 2 * 20 + 2)
    #expect(categories.text.contains("and 30 more categories, which changed less"))
  }

  @Test func joinsBinsWhereThereAreMany() throws {
    let verdict = try compare(
      baseline: .column(.numeric(Verdicts.numbers(5_000, seed: 1))),
      current: .column(.numeric(Verdicts.numbers(5_000, seed: 2, shift: 1))),
      detectors: [DetectorRequest("psi", [.init("bins", .int(100))])])
    let page = try StrictPage(htmlReport(verdict))
    // 100 bins, three to a bar.
    #expect(page.count(of: "rect") == 2 * 34 + 2)
  }

  @Test func staysReadableForThousandsOfColumns() throws {
    let names = (0..<3_000).map { "column \($0) " + String(repeating: "long ", count: 30) }
    let page = try StrictPage(htmlReport(try Verdicts.table(names, rows: 40)))
    #expect(page.count(of: "tr") == 201)
    #expect(page.count(of: "article") == 12)
    #expect(page.text.utf8.count < 400_000)
    #expect(page.text.contains("and 2,800 more columns, "))
    #expect(page.text.contains("more columns with drift that have such shares"))
    #expect(page.text.contains("column 0 long long"))
    #expect(!page.text.contains(">\(names[0])<"))
  }

  @Test func drawsNumbersThatAreNotFinite() throws {
    let verdict = try compare(
      baseline: .column(.numeric([1, 2, 3, 4, .infinity])),
      current: .column(.numeric([1, 2, -.infinity, .infinity, .infinity])),
      detectors: Registry.numeric.map { DetectorRequest($0.name) })
    let page = try StrictPage(htmlReport(verdict))
    #expect(page.text.contains("undetermined"))
    #expect(page.count(of: "svg") > 0 && page.count(of: "th") > 0)
    #expect(page.faults == [])
  }
}
