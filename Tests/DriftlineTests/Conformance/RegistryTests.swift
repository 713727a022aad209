import Driftline
import Testing

/// What every detector of the registry must do, whatever it measures.
@Suite struct RegistryTests {
  static let descriptions = Registry.descriptions

  /// The type that a description describes.
  func type(of detector: DetectorDescription) throws -> any Detector.Type {
    let types: [any Detector.Type] =
      switch detector.kind {
      case .numeric: Registry.numeric
      case .categorical: Registry.categorical
      case .retrieval: Registry.retrieval
      default: Registry.embedding
      }
    return try #require(types.first { $0.name == detector.name })
  }

  @Test func namesDifferWithinAKind() {
    #expect(Set(Registry.numeric.map { $0.name }).count == Registry.numeric.count)
    #expect(Set(Registry.categorical.map { $0.name }).count == Registry.categorical.count)
    #expect(
      Registry.numeric.map { $0.name } == [
        "psi", "ks", "kl", "js", "wasserstein", "energy", "cramer_von_mises", "anderson_darling",
        "combined", "missing_share",
      ])
    #expect(Registry.categorical.map { $0.name } == ["psi", "js", "chi_square", "missing_share"])
  }

  @Test(arguments: descriptions) func isDocumented(_ detector: DetectorDescription) {
    #expect(detector.name.allSatisfy { $0.isLowercase || $0 == "_" })
    #expect(detector.summary.count > 20 && detector.summary.count <= 80)
    #expect(detector.source.contains("doi:") || detector.source.hasPrefix("docs/"))
    for parameter in detector.parameters {
      #expect(!parameter.summary.isEmpty && !parameter.domain.isEmpty)
    }
  }

  @Test(arguments: descriptions) func parametersRoundTripThroughJSON(
    _ detector: DetectorDescription
  ) throws {
    let members = detector.parameters.map { JSON.Member($0.name, $0.standard) }
    func check<D: Detector>(_ type: D.Type) throws {
      #expect(try D(members) == D())
      #expect(D().definition == .object(members))
    }
    let type = try type(of: detector)
    try check(type)
  }

  @Test(arguments: descriptions) func everyParameterIsSetByItsName(
    _ detector: DetectorDescription
  ) throws {
    /// A value in the domain that is not the default.
    func other(_ parameter: ParameterDescription) -> JSON {
      switch parameter.standard {
      case .bool(let value): return .bool(!value)
      case .int(let value): return .int(value + 1)
      case .number(let value): return .number(value / 2)
      case .string(let word):
        let words = parameter.domain.split(separator: "\"").filter { $0 != ", " }
        return .string(words.map(String.init).first { $0 != word } ?? word)
      case .null:
        if parameter.domain.contains("numbers") { return JSON([1.5, 2.5]) }
        return parameter.domain.contains("a number") ? .number(1.5) : .int(7)
      default: return .null
      }
    }
    func check<D: Detector>(_ type: D.Type) throws {
      for parameter in detector.parameters {
        let value = other(parameter)
        let changed = try D([JSON.Member(parameter.name, value)])
        #expect(changed != D(), "\(parameter.name)")
        #expect(changed.definition[parameter.name] == value)
      }
    }
    let type = try type(of: detector)
    try check(type)
  }

  @Test(arguments: descriptions) func refusesUnknownParametersAndWrongValues(
    _ detector: DetectorDescription
  ) {
    let unknown = DetectorRequest(detector.name, [.init("no_such", .int(1))])
    #expect {
      try unknown.validate()
    } throws: { error in
      guard let error = error as? DriftlineError else { return false }
      return error.kind == .invalidParams && error.message.contains("no_such")
    }
    for parameter in detector.parameters {
      let wrong = DetectorRequest(detector.name, [.init(parameter.name, .object([]))])
      #expect {
        try wrong.validate()
      } throws: { error in
        guard let error = error as? DriftlineError else { return false }
        return error.message.contains(parameter.name) && error.message.contains(parameter.domain)
      }
    }
  }

  @Test func refusesUnknownDetectorsAndListsWhatThereIs() {
    #expect {
      try DetectorRequest("kolmogorov").validate()
    } throws: { error in
      guard let error = error as? DriftlineError else { return false }
      return error.message.contains("\"kolmogorov\"") && error.message.contains("ks")
    }
  }

  @Test(arguments: Registry.numeric.map { $0.name }) func isZeroOnIdenticalData(
    _ name: String
  ) throws {
    for sample in Samples.allCases {
      let values = sample.draw(300, seed: 1, stream: 0)
      let verdict = try compare(
        baseline: .column(.numeric(values)), current: .column(.numeric(values.reversed())),
        detectors: [DetectorRequest(name)])
      let score = verdict.scores[0]
      #expect(score.finding.statistic == 0, "\(name) on \(sample)")
      #expect(score.drifted == false && score.severity == .none)
      if let logP = score.finding.logPValue { #expect(logP == 0, "\(name) on \(sample)") }
    }
  }

  @Test(arguments: Registry.categorical.map { $0.name }) func isZeroOnIdenticalCounts(
    _ name: String
  ) throws {
    let column = Column.categories(["a", "b", nil, "b", "c", "c", "c"])
    let verdict = try compare(
      baseline: .column(column), current: .column(column), detectors: [DetectorRequest(name)])
    #expect(verdict.scores[0].finding.statistic == 0)
    #expect(verdict.drifted == false)
  }

  @Test(arguments: [
    "ks", "js", "energy", "cramer_von_mises", "anderson_darling", "missing_share",
  ]) func isSymmetric(_ name: String) throws {
    let x = Samples.normal.draw(400, seed: 2, stream: 0)
    let y = Samples.heavyTailed.draw(300, seed: 2, stream: 1)
    func statistic(_ a: [Double], _ b: [Double]) throws -> Finding {
      try compare(
        baseline: .column(.numeric(a)), current: .column(.numeric(b)),
        detectors: [DetectorRequest(name)]
      ).scores[0].finding
    }
    let (there, back) = (try statistic(x, y), try statistic(y, x))
    #expect(agree(there.statistic, back.statistic, relative: 1e-12))
    if there.word("p_method") == "asymptotic" || name == "ks" {
      #expect(
        agree(try #require(there.logPValue), try #require(back.logPValue), relative: 1e-9))
    }
  }

  @Test(arguments: ["ks", "cramer_von_mises", "anderson_darling", "psi"])
  func isInvariantUnderMonotoneMaps(_ name: String) throws {
    let x = Samples.normal.draw(1_000, seed: 3, stream: 0)
    let y = Samples.uniform.draw(800, seed: 3, stream: 1)
    func finding(_ map: (Double) -> Double) throws -> Finding {
      try compare(
        baseline: .column(.numeric(x.map(map))), current: .column(.numeric(y.map(map))),
        detectors: [DetectorRequest(name)]
      ).scores[0].finding
    }
    let plain = try finding { $0 }
    // The cube grows strictly; quantile edges lie between values, so PSI may move by a count.
    let cubed = try finding { $0 * $0 * $0 }
    let tolerance = name == "psi" ? 0.02 : 1e-12
    #expect(agree(plain.statistic, cubed.statistic, relative: tolerance))
  }

  @Test(arguments: Registry.numeric.map { $0.name }) func isInvariantUnderShiftAndScale(
    _ name: String
  ) throws {
    let x = Samples.normal.draw(600, seed: 4, stream: 0)
    let y = Samples.normal.draw(500, seed: 4, stream: 1).map { $0 + 0.3 }
    func finding(_ map: (Double) -> Double) throws -> Finding {
      try compare(
        baseline: .column(.numeric(x.map(map))), current: .column(.numeric(y.map(map))),
        detectors: [DetectorRequest(name)]
      ).scores[0].finding
    }
    let plain = try finding { $0 }
    let moved = try finding { $0 * 4 + 1_024 }
    // The energy distance has the unit sqrt(x); kl adds a constant to densities.
    let expected = name == "energy" ? 2 * plain.statistic : plain.statistic
    #expect(agree(expected, moved.statistic, relative: 1e-6), "\(name)")
  }
}
