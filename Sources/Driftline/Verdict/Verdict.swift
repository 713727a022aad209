/// The answer to one comparison: whether there is drift, how much it matters, and every score
/// behind it.
public struct Verdict: Sendable, Equatable {
  /// What was compared.
  public enum Kind: String, Sendable, CaseIterable {
    /// A column of numbers.
    case numeric
    /// A column of categories.
    case categorical
    /// Named columns.
    case table
    /// Rows of one length.
    case embedding
    /// Queries with what was retrieved for them.
    case retrieval
  }

  /// One number for each side.
  public struct Sides: Sendable, Equatable {
    /// The baseline's.
    public var baseline: Int
    /// The current data's.
    public var current: Int

    /// A number for each side.
    public init(baseline: Int, current: Int) {
      self.baseline = baseline
      self.current = current
    }

    var json: JSON {
      .object([.init("baseline", .int(baseline)), .init("current", .int(current))])
    }
  }

  /// A detector that was asked for and could not answer.
  public struct Skipped: Sendable, Equatable {
    /// The detector's name.
    public let detector: String
    /// Why there is no score.
    public let error: DriftlineError
  }

  /// A column of a table with its verdict.
  public struct ColumnVerdict: Sendable, Equatable {
    /// The column's name.
    public let name: String
    /// Its verdict.
    public var verdict: Verdict
  }

  /// The baseline that data were held against.
  public struct Reference: Sendable, Equatable {
    /// The name in the store; `nil` where it comes from none.
    public var name: String?
    /// The version in the store.
    public var version: Int?
    /// The SHA-256 of its content, as 64 hexadecimal digits.
    public var digest: String

    /// A baseline by its digest, and by its name and version where it has them.
    public init(name: String? = nil, version: Int? = nil, digest: String) {
      self.name = name
      self.version = version
      self.digest = digest
    }

    var json: JSON {
      var members: [JSON.Member] = []
      if let name { members.append(.init("name", .string(name))) }
      if let version { members.append(.init("version", .int(version))) }
      return .object(members + [.init("digest", .string(digest))])
    }
  }

  /// Whether there is drift; `nil` where no score could tell.
  public internal(set) var drifted: Bool?
  /// The gravest severity of the scores that found drift, or of all where none did.
  public internal(set) var severity: Severity
  /// What was compared.
  public let kind: Kind
  /// Values that are not missing; rows, for a table or a matrix.
  public let n: Sides
  /// The number of values in a row of a matrix; `nil` for all else.
  public let dimensions: Int?
  /// Missing values.
  public let missing: Sides
  /// The level that p-values are held against.
  public let alpha: Double
  /// How a statistic and its p-value make a verdict.
  public let rule: VerdictRule
  /// The seed of everything random.
  public let seed: UInt64
  /// Every score, in the order in which the detectors were asked.
  public internal(set) var scores: [Score]
  /// Detectors that could not answer, with the reason.
  public let skipped: [Skipped]
  /// The columns of a table, in the baseline's order; empty otherwise.
  public internal(set) var columns: [ColumnVerdict]
  /// The baseline that was kept from before; `nil` where two data sets were compared.
  public var reference: Reference?
  /// The version of the engine that gave the verdict.
  public internal(set) var engine = engineVersion

  /// The verdict as the worker writes it.
  public var json: JSON {
    var members: [JSON.Member] = [
      .init("drifted", drifted.map(JSON.bool) ?? .null),
      .init("severity", .string(severity.rawValue)), .init("kind", .string(kind.rawValue)),
      .init("n", n.json),
    ]
    if let dimensions { members.append(.init("dimensions", .int(dimensions))) }
    members += [
      .init("missing", missing.json), .init("alpha", .number(alpha)),
      .init("rule", .string(rule.rawValue)), .init("seed", .int(Int(truncatingIfNeeded: seed))),
      .init("scores", .array(scores.map(\.json))),
    ]
    if !skipped.isEmpty {
      members.append(
        .init(
          "skipped",
          .array(
            skipped.map {
              .object([.init("detector", .string($0.detector)), .init("error", $0.error.json)])
            })))
    }
    if kind == .table {
      members.append(
        .init("columns", .object(columns.map { .init($0.name, $0.verdict.json) })))
    }
    if let reference { members.append(.init("baseline", reference.json)) }
    members.append(.init("engine", .object([.init("version", .string(engine))])))
    return .object(members)
  }

  /// Sums the scores up: drift where any score found it, and nothing told where none did and the error
  /// of a sketch leaves one open.
  mutating func settle() {
    let verdicts = scores.compactMap(\.drifted)
    drifted = verdicts.isEmpty ? nil : verdicts.contains(true)
    if drifted == false, isUndetermined { drifted = nil }
    let speaking = drifted == true ? scores.filter { $0.drifted == true } : scores
    severity = speaking.map(\.severity).max() ?? .none
  }
}

extension Verdict {
  /// Whether the errors of sketches leave one of the scores open.
  var isUndetermined: Bool { scores.contains(where: \.isUndetermined) }
}

/// The version of Driftline.
public let engineVersion = "0.1.0"
