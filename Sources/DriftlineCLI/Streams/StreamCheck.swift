import ArgumentParser
import Driftline
import DriftlineReport
import DriftlineStore

/// `driftline stream check`.
struct StreamCheck: ParsableCommand {
  /// What a window is held against.
  enum Reference: String, CaseIterable, ExpressibleByArgument {
    /// The baseline.
    case baseline
    /// The window of the same length before it.
    case previous
  }

  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compares a window of a stream with the baseline, or with the window before.",
    discussion: """
      driftline stream check sales shop-7 --last 7d
      driftline stream check sales shop-7 --last 24h --against previous --exit-code
      driftline stream check sales shop-7 --from 2026-03-01 --to 2026-04-01 --json
      """)

  @Argument(help: "The baseline's name.") var name: String
  @Argument(help: "The stream's name.") var stream: String

  @Option(
    help: .init(
      "The window: so much time, back from the end of the newest bucket. A number and s, m, h, d or "
        + "w, as 7d; a multiple of the bucket's length.", valueName: "period"),
    transform: Period.read)
  var last: Period?

  @Option(
    parsing: .unconditional,
    help: .init(
      "The window: buckets that begin at this time or later. RFC 3339, or seconds since 1970.",
      valueName: "time"), transform: Time.read)
  var from: Time?

  @Option(
    parsing: .unconditional,
    help: .init("The window: buckets that begin before this time.", valueName: "time"),
    transform: Time.read)
  var to: Time?

  @Option(help: "What the window is held against.")
  var against = Reference.baseline

  @OptionGroup var check: CheckArguments

  func validate() throws {
    switch (last, from, to) {
    case (_?, nil, nil): break
    case (nil, let from?, let to?):
      if from.seconds >= to.seconds {
        throw ValidationError("the window is empty: --from \(from.text) is not before \(to.text)")
      }
    default: throw ValidationError("name the window by --last, or by --from and --to")
    }
    if against == .previous, check.record || check.threshold == .dynamic {
      throw ValidationError(
        "the history holds comparisons with the baseline: --against previous goes with neither "
          + "--record nor --threshold dynamic")
    }
  }

  func run() throws {
    let requests = try check.detectors.requests()
    let progress = Progress()
    defer { progress.finish() }
    let store = try check.place.opened(for: name)
    let entry = try store.stream(stream, of: name)
    let stored =
      if let version = check.version {
        try store.get(name, version: version)
      } else {
        try store.get(name, geometryDigest: entry.geometryDigest)
      }
    var baseline = stored.baseline
    progress.enter("merging the window")
    let times = try times(entry)
    let window = try Window(times, of: entry, stored.baseline, in: store)
    var previous: Window?
    if against == .previous {
      let before = times.lowerBound - times.count..<times.lowerBound
      let found = try Window(before, of: entry, stored.baseline, in: store)
      baseline = try baseline.rebased(on: found.profile)
      previous = found
    }
    progress.enter("comparing")
    let found = try baseline.check(
      window.profile, detectors: requests,
      options: check.judgement.applied(to: stored.baseline.options))
    let verdict = try check.settled(
      found, stored.entry, stream: stream, time: times.upperBound, in: store)
    progress.finish()
    try check.output.write(
      verdict, json: json(verdict, window, previous),
      context: ["stream \(shortened(stream, to: 40, unicode: Terminal.isUnicode)), \(window.text)"]
        + (previous.map { ["against the window before: \($0.text)"] } ?? [])
        + check.context(verdict))
    try check.output.status(of: verdict)
  }

  /// The times that were asked for.
  private func times(_ entry: StreamEntry) throws(DriftlineError) -> Range<Int> {
    if let from, let to { return from.seconds..<to.seconds }
    guard let last else { preconditionFailure("a window is named by its length or its ends") }
    guard last.seconds.isMultiple(of: entry.bucketSeconds) else {
      let bucket = Period(seconds: entry.bucketSeconds).text
      throw DriftlineError(
        .invalidParams,
        "--last \(last.text) is no multiple of the buckets of the stream \"\(stream)\", which are of "
          + bucket, at: "last")
    }
    guard let newest = entry.last else {
      throw DriftlineError(
        .insufficientData, "the stream \"\(stream)\" has no bucket any more", at: stream)
    }
    let end = newest + entry.bucketSeconds
    return end - last.seconds..<end
  }

  /// The verdict, with the windows that it is about before the engine.
  private func json(
    _ verdict: Verdict, _ window: Window, _ previous: Window?
  ) -> JSON {
    guard case .object(var members) = verdict.json else {
      preconditionFailure("a verdict is an object")
    }
    var about: [JSON.Member] = [.init("name", .string(stream))] + window.members
    if let previous { about.append(.init("previous", .object(previous.members))) }
    members.insert(.init("stream", .object(about)), at: members.count - 1)
    return .object(members)
  }
}
