import Driftline
import Foundation
import Testing

/// Verdicts from their JSON.
@Suite struct ReadVerdictTests {
  /// Real verdicts of every detector and kind, with all that their JSON may hold.
  static let verdicts: [(name: String, json: JSON)] = {
    do {
      return try all().map { ($0.name, $0.verdict.json) } + [("retrieval", try retrieval())]
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  private static func all() throws -> [(name: String, verdict: Verdict)] {
    let numbers = Registry.numeric.map { DetectorRequest($0.name) }
    let categories = Registry.categorical.map { DetectorRequest($0.name) }
    let rows = Registry.embedding.map { DetectorRequest($0.name) }
    let x = Dataset.column(.numeric(OnePathTests.numbers(400, 1)))
    let y = Dataset.column(.numeric(OnePathTests.numbers(300, 2, shift: 0.6)))
    let a = Dataset.column(.categorical(words(300, from: 3)))
    let b = Dataset.column(.categorical(words(200, from: 5)))
    let infinite = Dataset.column(.numeric([0, 1, 2, 3, .infinity]))
    let (u, v) = (Dataset.matrix(try matrix(260, 0)), Dataset.matrix(try matrix(200, 0.5)))
    let few = Dataset.matrix(try matrix(4, 0.5))
    let table = try Dataset.table(columns(0))
    let moved = try Dataset.table(columns(0.7))
    var baseline = try Baseline.fit(u, detectors: rows).check(v)
    baseline.reference = .init(
      name: "a \"name\"\n", version: 3, digest: try #require(baseline.reference).digest)
    var strict = CompareOptions()
    strict.rule = .pValue
    strict.alpha = 1e-300
    strict.seed = 9_007_199_254_740_993
    strict.driftShare = 1
    let dynamic = try compare(baseline: table, current: moved).judged {
      (_, column) throws(DriftlineError) in column == "x" ? 0.0625 : nil
    }
    return [
      ("numeric", try compare(baseline: x, current: y, detectors: numbers)),
      ("numeric, chosen", try compare(baseline: x, current: y)),
      ("numeric, same", try compare(baseline: x, current: x, detectors: numbers)),
      ("numeric, infinite", try compare(baseline: x, current: infinite, detectors: numbers)),
      ("categorical", try compare(baseline: a, current: b, detectors: categories)),
      ("embedding", try compare(baseline: u, current: v, detectors: rows)),
      ("embedding, few", try compare(baseline: u, current: few, detectors: rows)),
      ("embedding, baseline", baseline),
      ("table", try compare(baseline: table, current: moved)),
      (
        "table, named",
        try compare(baseline: table, current: moved, detectors: numbers + categories)
      ),
      ("table, strict", try compare(baseline: table, current: moved, options: strict)),
      ("table, dynamic", dynamic),
      ("table, open", try UndeterminedTests().check([0, 0.1, 0.3, 0.3], share: 0.6)),
    ]
  }

  private static func words(_ count: Int, from kinds: Int) -> CategoricalColumn {
    CategoricalColumn(
      (0..<count).map { $0 % 41 == 7 ? nil : ["a/b", "~", "\u{e9}\t", "\"", "z"][$0 * $0 % kinds] })
  }

  private static func matrix(_ count: Int, _ shift: Double) throws -> Matrix {
    var random = SeededRandom(seed: 5, stream: UInt64(shift * 10))
    return try Matrix(
      (0..<count * 6).map { index in
        index == 13 ? .nan : random.normal() + (index % 6 < 2 ? shift : 0) + 1
      }, dimensions: 6)
  }

  private static func columns(_ shift: Double) throws -> Table {
    try Table([
      ("x", .numeric(OnePathTests.numbers(900, 1, shift: shift))),
      ("a/b~c", .numeric(OnePathTests.numbers(900, 2, shift: shift * 3))),
      ("same", .numeric(OnePathTests.numbers(900, 3))),
      ("empty", .numeric([Double](repeating: .nan, count: 900))),
      ("word", .categorical(words(900, from: shift == 0 ? 3 : 5))),
    ])
  }

  /// Made by hand, as no comparison gives one.
  private static func retrieval() throws -> JSON {
    let rows = try Matrix(rows: [[1, 0], [0, 1]])
    let fitted = try Retrieval().fit(queries: rows, retrieved: [rows, rows])
    let score = try fitted.check(queries: rows, retrieved: [rows, Matrix(rows: [[1, 0.1]])])
    return .object([
      .init("drifted", .bool(true)), .init("severity", .string(score.severity.rawValue)),
      .init("kind", .string("retrieval")),
      .init("n", .object([.init("baseline", .int(2)), .init("current", .int(2))])),
      .init("dimensions", .int(2)),
      .init("missing", .object([.init("baseline", .int(0)), .init("current", .int(0))])),
      .init("alpha", .number(0.01)), .init("rule", .string("threshold")), .init("seed", .int(0)),
      .init("scores", .array([score.json])),
      .init("engine", .object([.init("version", .string("0.0.9"))])),
    ])
  }

  /// A value as it is after it has been written and read: whole numbers are whole, and those that are not
  /// finite are words.
  static func reread(_ json: JSON) -> JSON {
    switch json {
    case .number(let number):
      if !number.isFinite { return .string(number.isNaN ? "nan" : number > 0 ? "inf" : "-inf") }
      if number == 0, number.sign == .minus { return json }
      return abs(number) < 1e15 ? Int(exactly: number).map(JSON.int) ?? json : json
    case .array(let items): return .array(items.map(reread))
    case .object(let members): return .object(members.map { .init($0.key, reread($0.value)) })
    default: return json
    }
  }

  @Test(arguments: verdicts.indices) func areReadByteForByte(_ index: Int) throws {
    let (name, json) = Self.verdicts[index]
    let verdict = try Verdict(json: json)
    #expect(verdict.json.text == json.text, "\(name)")
    let again = try Verdict(json: Self.reread(json))
    #expect(again.json.text == json.text, "\(name), as text")
  }

  @Test func allKindsAndDetectorsAreThere() throws {
    let verdicts = try Self.verdicts.map { try Verdict(json: $0.json) }
    #expect(Set(verdicts.map(\.kind)) == Set(Verdict.Kind.allCases))
    let all = verdicts + verdicts.flatMap { $0.columns.map(\.verdict) }
    #expect(
      Set(all.flatMap { $0.scores.map(\.detector) })
        == Set(Registry.names + ["drifted_columns"]))
    #expect(Set(all.map(\.drifted)) == [true, false, nil])
    #expect(all.contains { !$0.skipped.isEmpty } && all.contains { $0.reference?.name != nil })
    let scores = all.flatMap(\.scores)
    #expect(scores.contains { $0.finding.sampled == nil && $0.finding.interval != nil })
    #expect(scores.contains { $0.finding.statistic == .infinity })
    #expect(verdicts.contains { $0.engine == "0.0.9" })
  }

  @Test func restoresWhatTheFormDoesNotHold() throws {
    for index in Self.verdicts.indices {
      let (name, json) = Self.verdicts[index]
      guard let original = try? Self.all().first(where: { $0.name == name })?.verdict else {
        continue
      }
      let read = try Verdict(json: Self.reread(json))
      for (a, b) in zip(original.columns, read.columns) {
        for (x, y) in zip(a.verdict.scores, b.verdict.scores) {
          // Far below the least double, where the form says 0.
          #expect(x.adjustedLogPValue == y.adjustedLogPValue, "\(name) \(a.name)")
          #expect(x.adjustedLogPInterval == y.adjustedLogPInterval, "\(name) \(a.name)")
          #expect(x.isUndetermined == y.isUndetermined)
        }
      }
    }
  }

  @Test func aColumnOfATableIsAVerdictToo() throws {
    for (name, json) in Self.verdicts {
      guard case .object(let columns)? = json["columns"] else { continue }
      for column in columns {
        let verdict = try Verdict(json: column.value)
        #expect(verdict.json.text == column.value.text, "\(name) \(column.key)")
      }
    }
  }

  /// Reads a document that has been tampered with at a pointer: either an error that says where, or the
  /// document itself.
  private func expectSound(_ json: JSON, _ what: String) {
    do throws(DriftlineError) {
      let isSame =
        try Verdict(json: json).json.text
        == json.text.replacing(#""skipped":[],"#, with: "")
      #expect(isSame, "\(what)")
    } catch {
      #expect(error.kind == .invalidParams, "\(what)")
      #expect(error.location?.hasPrefix("/") == true, "\(what): \(error)")
      #expect(error.message.contains("expected"), "\(what): \(error.message)")
    }
  }

  /// Documents in which a member was changed, but nothing deep inside what is passed on as it is.
  private func tampered(
    _ json: JSON, _ change: (JSON) -> [JSON?], at pointer: String = "", depth: Int = 0
  ) -> [(pointer: String, json: JSON)] {
    var all: [(String, JSON)] = []
    func descend(_ key: String, _ value: JSON, _ put: (JSON?) -> JSON) {
      let place = pointer + "/" + key
      for other in change(value) { all.append((place, put(other))) }
      guard !place.hasSuffix("/detail"), !place.hasSuffix("/definition") else { return }
      for (deeper, json) in tampered(value, change, at: place) { all.append((deeper, put(json))) }
    }
    switch json {
    case .object(let members):
      for (index, member) in members.enumerated() {
        descend(member.key, member.value) { other in
          var changed = members
          if let other { changed[index].value = other } else { changed.remove(at: index) }
          return .object(changed)
        }
      }
    case .array(let items):
      for (index, item) in items.enumerated() {
        descend("\(index)", item) { other in
          var changed = items
          if let other { changed[index] = other } else { changed.remove(at: index) }
          return .array(changed)
        }
      }
    default: break
    }
    return all
  }

  @Test(arguments: verdicts.indices) func everyMemberMayBeMissingOrWrong(_ index: Int) {
    let (name, json) = Self.verdicts[index]
    let others: [JSON?] = [
      nil, .null, .bool(true), .bool(false), .int(-1), .int(7), .number(0.5),
      .number(1e300), .string("nan"), .string("x"), .string("high"), .array([]),
      .array([.int(2), .int(1)]), .object([]),
    ]
    var count = 0
    for (pointer, json) in tampered(json, { _ in others }) {
      expectSound(json, "\(name)\(pointer)")
      count += 1
    }
    #expect(count > 400)
  }

  private func error(_ change: (inout [JSON.Member]) -> Void) throws -> DriftlineError {
    guard case .object(var members) = Self.verdicts[0].json else {
      throw DriftlineError(.internal, "a verdict is an object")
    }
    change(&members)
    return try #require(throws: DriftlineError.self) { try Verdict(json: .object(members)) }
  }

  private func set(_ key: String, _ value: JSON, _ members: inout [JSON.Member]) {
    for index in members.indices where members[index].key == key { members[index].value = value }
  }

  @Test func errorsSayWhereWhatAndWhatWasExpected() throws {
    var error = try error { $0.removeAll { $0.key == "alpha" } }
    #expect(error.message == "/alpha is missing; expected a number between 0 and 1")
    #expect(error.location == "/alpha")
    error = try self.error { set("drifted", .bool(false), &$0) }
    #expect(error.message.hasPrefix("/drifted is false; expected true, as "))
    error = try self.error { set("kind", .string("colour"), &$0) }
    #expect(
      error.message == "/kind is \"colour\"; expected \"numeric\", \"categorical\", \"table\", "
        + "\"embedding\", \"retrieval\"")
    error = try #require(throws: DriftlineError.self) {
      try Verdict(json: .int(3), at: "/params/v")
    }
    #expect(error.message == "/params/v is 3; expected an object")
    error = try #require(throws: DriftlineError.self) { try Verdict(json: .null) }
    #expect(error.message == "the document is null; expected an object")
    let table = try #require(Self.verdicts.first { $0.name == "table" }).json
    let slashes = tampered(table, { _ in [nil] }).first { $0.pointer == "/columns/a/b~c/alpha" }
    error = try #require(throws: DriftlineError.self) { try Verdict(json: #require(slashes).json) }
    #expect(error.location == "/columns/a~1b~0c/alpha")
  }

  @Test func anExtraMemberIsPassedOver() throws {
    guard case .object(var members) = Self.verdicts[1].json else { return }
    members.insert(.init("stream", .object([.init("name", .string("s"))])), at: 2)
    #expect(try Verdict(json: .object(members)).json.text == Self.verdicts[1].json.text)
  }

  @Test func refusesATableThatLacksColumns() throws {
    let json = try #require(Self.verdicts.first { $0.name == "table" }).json
    guard case .object(var members) = json, case .object(var columns)? = json["columns"] else {
      return
    }
    columns.removeFirst()
    set("columns", .object(columns), &members)
    let error = try #require(throws: DriftlineError.self) { try Verdict(json: .object(members)) }
    #expect(error.location == "/scores/0/statistic")
  }
}
