private import Foundation

extension Verdict {
  /// Reads a verdict from the form that ``json`` has: its inverse, byte for byte.
  ///
  /// Members that are not known are passed over, such as the `stream` of a window's verdict. What the
  /// form lacks is not there afterwards either: the bands that severities come from.
  ///
  /// - Parameters:
  ///   - json: the verdict.
  ///   - pointer: where it stands in the document that errors speak of; empty for the whole of it.
  /// - Throws: ``DriftlineError`` of kind `invalid_params` for a member that is missing, of another type
  ///   or out of its range, and where drift, severities, p-values and counts of columns contradict
  ///   each other; it names the JSON pointer, what was expected and what was found.
  /// - Complexity: O(size of the document), and O(n log n) for the n p-values of a table.
  public init(json: JSON, at pointer: String = "") throws(DriftlineError) {
    try self.init(JSONPlace(json, at: pointer), kinds: Kind.allCases)
  }

  private init(_ place: JSONPlace, kinds: [Kind]) throws(DriftlineError) {
    _ = try place.object()
    kind = try place["kind"].word(of: Kind.self)
    guard kinds.contains(kind) else {
      throw place["kind"].wrong(kinds.map { "\"\($0.rawValue)\"" }.joined(separator: " or "))
    }
    drifted = try place["drifted"].boolOrNull()
    severity = try place["severity"].word(of: Severity.self)
    n = try Sides(place["n"])
    missing = try Sides(place["missing"])
    let width = place["dimensions"]
    dimensions = width.value == nil ? nil : try width.int(in: 1...Int.max)
    alpha = try place["alpha"].number("a number between 0 and 1")
    guard alpha > 0, alpha < 1 else { throw place["alpha"].wrong("a number between 0 and 1") }
    rule = try place["rule"].word(of: VerdictRule.self)
    seed = UInt64(try place["seed"].int(in: 0...Int.max))
    scores = try place["scores"].items().map { (item) throws(DriftlineError) in try Score(item) }
    skipped =
      place["skipped"].value == nil
      ? []
      : try place["skipped"].items().map { (item) throws(DriftlineError) in try Skipped(item) }
    columns = kind == .table ? try Self.columns(place["columns"]) : []
    reference = place["baseline"].value == nil ? nil : try Reference(place["baseline"])
    _ = try place["engine"].object()
    engine = try place["engine"]["version"].string("the version of the engine")
    try checkSum(place)
  }

  /// The columns of a table, their p-values adjusted as ``TableComparer`` does it.
  private static func columns(_ place: JSONPlace) throws(DriftlineError) -> [ColumnVerdict] {
    var names: Set<String> = []
    var columns: [ColumnVerdict] = []
    for (name, column) in try place.members() {
      guard names.insert(name).inserted else {
        throw column.wrong("one column of that name")
      }
      columns.append(
        ColumnVerdict(name: name, verdict: try Verdict(column, kinds: [.numeric, .categorical])))
    }
    // The form has the adjusted p-values but not their logarithms, which reach much further down.
    var adjusted = columns
    let findings = columns.flatMap { $0.verdict.scores.map(\.finding) }
    if findings.contains(where: { $0.logPValue?.isNaN == true }) { return columns }
    TableComparer.adjust(&adjusted)
    for column in columns.indices {
      for index in columns[column].verdict.scores.indices {
        let score = columns[column].verdict.scores[index]
        let other = adjusted[column].verdict.scores[index]
        guard let given = score.adjustedLogPValue, let found = other.adjustedLogPValue,
          exp(given) == exp(found)
        else { continue }
        columns[column].verdict.scores[index] = other
      }
    }
    return columns
  }

  /// Refuses a verdict that is not what its scores sum up to.
  private func checkSum(_ place: JSONPlace) throws(DriftlineError) {
    if kind == .table { return try checkTable(place) }
    let count = scores.count { $0.drifted == true }
    if drifted == true, count == 0 {
      throw place["drifted"].wrong("false or null, as no score has drifted")
    }
    if drifted != true, count > 0 {
      throw place["drifted"].wrong("true, as \(count) of the scores \(count == 1 ? "has" : "have")")
    }
    if drifted == false, scores.allSatisfy({ $0.drifted == nil }) {
      throw place["drifted"].wrong("null, as no score can tell")
    }
    let speaking = drifted == true ? scores.filter { $0.drifted == true } : scores
    let gravest = speaking.map(\.severity).max() ?? .none
    if severity != gravest {
      throw place["severity"].wrong("\"\(gravest.rawValue)\", the gravest of the scores")
    }
  }

  private func checkTable(_ place: JSONPlace) throws(DriftlineError) {
    guard scores.count == 1, let summary = scores.first else {
      throw place["scores"].wrong("a list of one score, the share of drifted columns")
    }
    let score = JSONPlace(place["scores"].value, at: place["scores"].pointer + "/0")
    guard summary.drifted == drifted else {
      throw place["drifted"].wrong("what the score at \(score.pointer) says")
    }
    let judged = columns.filter { $0.verdict.drifted != nil }
    let count = judged.count { $0.verdict.drifted == true }
    let share = judged.isEmpty ? Double.nan : Double(count) / Double(judged.count)
    guard summary.finding.statistic == share || (summary.finding.statistic.isNaN && share.isNaN)
    else {
      throw JSONPlace(.number(summary.finding.statistic), at: score.pointer + "/statistic")
        .wrong("\(share), as \(count) of \(judged.count) columns have drifted")
    }
    if drifted == true, severity == .none {
      throw place["severity"].wrong("\"low\", \"medium\" or \"high\", as there is drift")
    }
  }
}

extension Verdict.Sides {
  init(_ place: JSONPlace) throws(DriftlineError) {
    _ = try place.object()
    baseline = try place["baseline"].int(in: 0...Int.max)
    current = try place["current"].int(in: 0...Int.max)
  }
}

extension Verdict.Reference {
  init(_ place: JSONPlace) throws(DriftlineError) {
    _ = try place.object()
    let (given, number) = (place["name"], place["version"])
    name = given.value == nil ? nil : try given.string("the baseline's name")
    version = number.value == nil ? nil : try number.int(in: 0...Int.max)
    digest = try place["digest"].string("64 hexadecimal digits")
    guard digest.utf8.count == 64, digest.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw place["digest"].wrong("64 hexadecimal digits")
    }
  }
}

extension Verdict.Skipped {
  init(_ place: JSONPlace) throws(DriftlineError) {
    _ = try place.object()
    detector = try place["detector"].string("a detector's name")
    error = try DriftlineError(place["error"])
  }
}

extension DriftlineError {
  /// Reads an error from the form that ``json`` has.
  fileprivate init(_ place: JSONPlace) throws(DriftlineError) {
    _ = try place.object()
    let data = place["data"]
    _ = try data.object()
    kind = try data["kind"].word(of: Kind.self)
    guard place["code"].value == .int(kind.code) else {
      throw place["code"].wrong("\(kind.code), the code of \(kind.rawValue)")
    }
    guard data["retryable"].value == .bool(kind.isRetryable) else {
      throw data["retryable"].wrong("\(kind.isRetryable), as errors of \(kind.rawValue) are")
    }
    message = try place["message"].string()
    location = data["where"].value == nil ? nil : try data["where"].string()
    details = try data.object().filter { !["kind", "retryable", "where"].contains($0.key) }
  }
}
