import Driftline

/// The members of an observation that is an object, read by name.
///
/// A name that the chart does not know is refused: passed over, a misspelt one would leave the chart
/// silent for ever. `null` is a member that is not there.
struct ObservationMembers {
  private let chart: String
  private let members: [JSON.Member]

  /// The members of `observation`, all of them among `known`; `nil` where it is no object.
  init?(
    _ observation: JSON, of chart: String, known: [String]
  ) throws(DriftlineError) {
    guard case .object(let members) = observation else { return nil }
    var seen: Set<String> = []
    for member in members {
      guard known.contains(member.key) else {
        throw DriftlineError(
          .invalidParams,
          "an observation of \(chart) has no \"\(member.key.prefix(60))\"; "
            + "it has \(known.joined(separator: ", "))")
      }
      guard seen.insert(member.key).inserted else {
        throw DriftlineError(
          .invalidParams, "the observation's \"\(member.key)\" is given twice")
      }
    }
    self.chart = chart
    self.members = members.filter { $0.value != .null }
  }

  /// Whether there is such a member.
  func has(_ name: String) -> Bool { members.contains { $0.key == name } }

  /// A number, which may be `"nan"` or `"inf"`.
  ///
  /// `nil` where there is none.
  func number(_ name: String) throws(DriftlineError) -> Double? {
    guard let value = member(name) else { return nil }
    guard let number = value.observed else { throw wrong(name, value, "a number") }
    return number
  }

  /// A number that is not negative, which may be `"nan"` or `"inf"`.
  ///
  /// `nil` where there is none.
  func amount(_ name: String) throws(DriftlineError) -> Double? {
    guard let number = try number(name) else { return nil }
    if number < 0 { throw wrong(name, .number(number), "a number that is not negative") }
    return number
  }

  /// A list of names, each once, in the order in which they are first given; `nil` where there is none.
  func names(_ name: String) throws(DriftlineError) -> [String]? {
    guard let value = member(name) else { return nil }
    guard case .array(let items) = value else { throw wrong(name, value, "a list of texts") }
    var names: [String] = []
    var seen: Set<String> = []
    for item in items {
      guard case .string(let text) = item else { throw wrong(name, item, "a list of texts") }
      if seen.insert(text).inserted { names.append(text) }
    }
    return names
  }

  /// The error of members that are not there.
  func missing(_ what: String) -> DriftlineError {
    DriftlineError(.invalidParams, "an observation of \(chart) has to have \(what)")
  }

  private func member(_ name: String) -> JSON? { members.first { $0.key == name }?.value }

  private func wrong(_ name: String, _ value: JSON, _ expected: String) -> DriftlineError {
    DriftlineError(
      .invalidParams,
      "the observation's \"\(name)\" takes \(expected), and not \(value.text.prefix(60))")
  }
}
