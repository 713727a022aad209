package import Driftline
package import DriftlineInput

/// How scores are judged.
///
/// What is not given stays as it is: the default, or the baseline's.
package struct Judgement: Sendable {
  /// The level that p-values are held against.
  package var alpha: Double?
  /// What must speak for drift.
  package var rule: VerdictRule?
  /// The share of a table's columns from which on it has drifted.
  package var driftShare: Double?
  /// How small a change should be found where no detector is named.
  package var sensitivity: Sensitivity?

  /// Everything as it is.
  package init() {}

  /// Reads `alpha`, `rule`, `drift_share` and `sensitivity`.
  init(_ parameters: inout Parameters) throws(DriftlineError) {
    alpha = try parameters.number("alpha")
    rule = try parameters.choice("rule", VerdictRule.self)
    driftShare = try parameters.number("drift_share")
    sensitivity = try parameters.choice("sensitivity", Sensitivity.self)
  }

  /// The options that these change.
  func applied(to standard: CompareOptions, threads: Int) -> CompareOptions {
    var options = standard
    if let alpha { options.alpha = alpha }
    if let rule { options.rule = rule }
    if let driftShare { options.driftShare = driftShare }
    if let sensitivity { options.sensitivity = sensitivity }
    options.threads = threads
    return options
  }
}

extension Parameters {
  /// `detectors`: names, or objects of a `name` and parameters.
  mutating func detectors() throws(DriftlineError) -> [DetectorRequest] {
    let pointer = place("detectors")
    let value = self.value("detectors") ?? .null
    var requests: [DetectorRequest] = []
    switch value {
    case .null: return []
    case .numbers(let numbers) where numbers.count == 0: return []
    case .text(let text): requests.append(DetectorRequest(text.string))
    case .array(let items):
      for (index, item) in items.enumerated() {
        requests.append(try Parameters.detector(item, at: pointer + "/\(index)"))
      }
    default:
      throw .expected("a list of detectors", for: "detectors", got: value, at: pointer)
    }
    for (index, request) in requests.enumerated() {
      do { try request.validate() } catch { throw error.placed(at: pointer + "/\(index)") }
      if requests[..<index].contains(where: { $0.name == request.name }) {
        throw DriftlineError(
          .invalidParams, "the detector \"\(brief(request.name))\" is named twice",
          at: pointer + "/\(index)")
      }
    }
    return requests
  }

  private static func detector(
    _ value: JSONValue, at pointer: String
  ) throws(DriftlineError) -> DetectorRequest {
    switch value {
    case .text(let text): return DetectorRequest(text.string)
    case .object(let members):
      guard case .text(let name)? = members.first(where: { $0.key == "name" })?.value else {
        throw DriftlineError(
          .invalidParams, "a detector is its name, or an object with a \"name\" and parameters",
          at: pointer + "/name")
      }
      let others = members.filter { $0.key != "name" }
      guard members.count == others.count + 1, Set(others.map(\.key)).count == others.count else {
        throw DriftlineError(
          .invalidParams, "a parameter of \"\(brief(name.string))\" is given twice", at: pointer)
      }
      return DetectorRequest(name.string, others.map { .init($0.key, $0.value.json) })
    default:
      throw .expected(
        "a detector's name, or an object with a \"name\" and parameters", for: "detectors",
        got: value, at: pointer)
    }
  }

  /// `seed`: 0 to 2^63 - 1.
  mutating func seed() throws(DriftlineError) -> UInt64 {
    let seed = try int("seed") ?? 0
    guard let seed = UInt64(exactly: seed) else {
      throw DriftlineError(
        .invalidParams, "the seed is \(seed); it goes from 0 to \(Int.max)", at: place("seed"))
    }
    return seed
  }

  /// `version`: of a baseline.
  mutating func version() throws(DriftlineError) -> Int? { try int("version") }
}

extension JSONValue {
  /// The same as a value that can be written.
  package var json: JSON {
    switch self {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .number(let number):
      (number.int ?? Int(exactly: number.double)).map(JSON.int) ?? .number(number.double)
    case .text(let text): .string(text.string)
    case .numbers(let numbers):
      .array(
        numbers.array.map { value in
          Int(exactly: value).map(JSON.int) ?? .number(value)
        })
    case .array(let items): .array(items.map(\.json))
    case .object(let members): .object(members.map { .init($0.key, $0.value.json) })
    }
  }
}
