private import Foundation

extension Score {
  /// Reads a score from the form that ``json`` has.
  ///
  /// What that form lacks is not there afterwards either: the bands of the finding.
  init(_ place: JSONPlace) throws(DriftlineError) {
    _ = try place.object()
    detector = try place["detector"].string("a detector's name")
    let exactness = try Exactness(place["exactness"])
    let threshold = try place["threshold"].numberOrNull()
    finding = Finding(
      statistic: try place["statistic"].number(),
      logPValue: try JSONPlace.logPValue(of: place), threshold: threshold, bands: Bands(),
      effect: try place["effect"].number(), sampled: exactness.sampled,
      interval: exactness.interval, detail: try place["detail"].object())
    definition = .object(try place["definition"].object())
    drifted = try place["drifted"].boolOrNull()
    severity = try place["severity"].word(of: Severity.self)
    adjustedLogPValue = nil
    adjustedLogPInterval = nil
    if place["adjusted_p_value"].value != nil {
      adjustedLogPValue = logarithm(of: try place["adjusted_p_value"].probability())
      guard finding.logPValue != nil else {
        throw place["p_value"].wrong("a number, as there is an adjusted_p_value")
      }
    }
    if drifted == true, severity == .none {
      throw place["severity"].wrong("\"low\", \"medium\" or \"high\", as there is drift")
    }
  }
}

/// Whether all values were looked at, as a score's `exactness` says it.
private struct Exactness {
  private enum Kind: String, CaseIterable {
    case exact, sample, sketch
  }

  var sampled: Int?
  var interval: ErrorInterval?

  init(_ place: JSONPlace) throws(DriftlineError) {
    _ = try place.object()
    switch try place["kind"].word(of: Kind.self) {
    case .exact: break
    case .sample: sampled = try place["n"].int(in: 0...Int.max)
    case .sketch:
      let statistic = try place["statistic"].range()
      let logP = place["log_p_value"]
      let p = place["p_value"]
      guard logP.isGiven == p.isGiven, logP.value != nil, p.value != nil else {
        throw p.wrong("a list of two numbers where log_p_value is one, and null where it is null")
      }
      let range = logP.isGiven ? try logP.range() : nil
      if let range {
        let given = try p.range()
        guard range.upperBound <= 0, JSONPlace.agree(given.lowerBound, exp(range.lowerBound)),
          JSONPlace.agree(given.upperBound, exp(range.upperBound))
        else { throw p.wrong("the exponentials of log_p_value, which are at most 1") }
      }
      interval = ErrorInterval(
        statistic: statistic,
        effect: place["effect"].value == nil ? nil : try place["effect"].range(),
        logPValue: range, rankError: try place["rank_error"].number())
    }
  }
}

extension JSONPlace {
  /// The logarithm of the p-value of a score, which also gives the p-value itself.
  fileprivate static func logPValue(of score: JSONPlace) throws(DriftlineError) -> Double? {
    let (p, logP) = (score["p_value"], score["log_p_value"])
    let number = try logP.numberOrNull()
    guard let number else {
      if p.value == .null { return nil }
      throw p.wrong("null, as log_p_value is null")
    }
    if number > 0 { throw logP.wrong("a number of at most 0, or null") }
    let given = try p.number()
    guard agree(given, exp(number)) else {
      throw p.wrong("\(exp(number)), the exponential of log_p_value")
    }
    return number
  }

  /// Whether two p-values are the same but for the last digits, which mathematical libraries
  /// differ in.
  fileprivate static func agree(_ a: Double, _ b: Double) -> Bool {
    a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-9 * max(a, b) + 1e-300
  }

  /// A number between 0 and 1, or not a number.
  fileprivate func probability() throws(DriftlineError) -> Double {
    let expected = "a number from 0 to 1"
    let number = try number(expected)
    guard number.isNaN || (0...1).contains(number) else { throw wrong(expected) }
    return number
  }

  /// A list of two numbers, the lower first.
  fileprivate func range() throws(DriftlineError) -> ClosedRange<Double> {
    let expected = "a list of two numbers, the lower first"
    guard let ends = try? items(), ends.count == 2, let low = ends[0].value?.double,
      let high = ends[1].value?.double, low <= high
    else { throw wrong(expected) }
    return low...high
  }
}

/// The logarithm whose exponential is exactly `p`, where one is near.
///
/// The logarithm rounded to the nearest does not always do: far from 0 its last digit is worth many of
/// the exponential's.
private func logarithm(of p: Double) -> Double {
  let nearest = log(p)
  var (up, down) = (nearest, nearest)
  for _ in 0..<8 {
    if exp(up) == p { return up }
    if exp(down) == p { return down }
    (up, down) = (up.nextUp, down.nextDown)
  }
  return nearest
}
