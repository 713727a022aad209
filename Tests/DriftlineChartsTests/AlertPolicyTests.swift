import Driftline
import DriftlineCharts
import Testing

@Suite struct AlertPolicyTests {
  private func transitions(
    _ policy: AlertPolicy, _ alarms: String
  ) -> [AlertPolicy.Transition] {
    var state = policy.initialState
    return alarms.map { policy.observe(isAlarm: $0 == "x", &state) }
  }

  private func policy(
    _ sustained: Int, of within: Int, clearAfter: Int, mostChanges: Int = 0, flapWindow: Int = 100
  ) throws -> AlertPolicy {
    try AlertPolicy([
      .init("sustained", .int(sustained)), .init("within", .int(within)),
      .init("clear_after", .int(clearAfter)), .init("most_changes", .int(mostChanges)),
      .init("flap_window", .int(flapWindow)),
    ])
  }

  @Test func raisesWhatIsSustained() throws {
    let two = try policy(2, of: 4, clearAfter: 2)
    #expect(
      transitions(two, "x...x.x..x")
        == [.none, .none, .none, .none, .none, .none, .raised, .none, .cleared, .raised])
  }

  @Test func raisesNothingWithoutAnAlarm() throws {
    // The alarms that raised it are still among the last ten when it is cleared.
    let quick = try policy(2, of: 10, clearAfter: 1)
    #expect(transitions(quick, "xx....") == [.none, .raised, .cleared, .none, .none, .none])
  }

  @Test func holdsWhatFlaps() throws {
    let calm = try policy(1, of: 1, clearAfter: 1, mostChanges: 4, flapWindow: 8)
    var state = calm.initialState
    var seen: [AlertPolicy.Transition] = []
    for alarm in "x.x.x.x........." {
      seen.append(calm.observe(isAlarm: alarm == "x", &state))
      #expect(!calm.isFlapping(state) || state.isRaised)
    }
    // The fourth change within eight points is one too many; seven points after the last but three it
    // is over, and so is the alert.
    #expect(seen[..<3] == [.raised, .cleared, .raised])
    #expect(seen[3...7] == [.suppressed, .suppressed, .suppressed, .suppressed, .suppressed])
    #expect(seen[8...11] == [.none, .none, .none, .none])
    #expect(seen[12] == .cleared)
    #expect(!calm.isFlapping(state))
  }

  /// Written from the description, with every point kept.
  private func plain(_ policy: AlertPolicy, _ alarms: [Bool]) -> [AlertPolicy.Transition] {
    var (isRaised, wouldBe) = (false, false)
    var changes: [Int] = []
    return alarms.indices.map { place in
      let last = alarms[...place].suffix(policy.within).filter { $0 }.count
      let quiet = alarms[...place].reversed().prefix { !$0 }.count
      let changed = wouldBe ? quiet >= policy.clearAfter : alarms[place] && last >= policy.sustained
      if changed {
        wouldBe.toggle()
        changes.append(place)
      }
      let recent = changes.filter { $0 > place - policy.flapWindow }.count
      let wanted = wouldBe || (policy.mostChanges > 0 && recent >= policy.mostChanges)
      defer { isRaised = wanted }
      return wanted == isRaised ? (changed ? .suppressed : .none) : wanted ? .raised : .cleared
    }
  }

  @Test func doesWhatItSaysAndResumesAnywhere() throws {
    var random = SeededRandom(seed: 12)
    for round in 0..<60 {
      let within = 1 + Int(random.uniform() * 6)
      let policy = try policy(
        1 + Int(random.uniform() * Double(within)), of: within,
        clearAfter: 1 + Int(random.uniform() * 4), mostChanges: round % 5,
        flapWindow: 1 + Int(random.uniform() * 30))
      let alarms = (0..<150).map { _ in random.uniform() < 0.4 }
      var state = policy.initialState
      var found: [AlertPolicy.Transition] = []
      for alarm in alarms {
        var resumed = policy.initialState
        try resumed.resume(from: state.json)
        #expect(resumed == state)
        state = resumed
        found.append(policy.observe(isAlarm: alarm, &state))
      }
      #expect(found == plain(policy, alarms), "\(policy)")
    }
  }

  @Test func refusesWhatCannotBe() throws {
    #expect(throws: DriftlineError.self) { try policy(3, of: 2, clearAfter: 1) }
    #expect(throws: DriftlineError.self) { try policy(1, of: 51, clearAfter: 1) }
    var state = AlertPolicy().initialState
    for damaged in [
      JSON.null, .object([]),
      .object([
        .init("count", .int(-1)), .init("raised", .bool(false)),
        .init("raised_within", .bool(false)), .init("alarms", .int(0)), .init("quiet", .int(0)),
        .init("changes", .array([])),
      ]),
    ] {
      #expect(throws: DriftlineError.self) { try state.resume(from: damaged) }
    }
    #expect(state == AlertPolicy().initialState)
  }
}
