package import Driftline
import DriftlineStore

/// `stream.check`: compares a window of a stream with the baseline, or with the window before.
package struct CheckStream: Operation {
  package static let method = "stream.check"
  package static let summary =
    "Compares a window of a stream with the baseline, or with the window before"

  /// What a window is held against.
  package enum Reference: String, CaseIterable, Sendable {
    /// The baseline.
    case baseline
    /// The window of the same length before it.
    case previous
  }

  /// The buckets that are looked at.
  package enum Extent: Sendable {
    /// So much time, back from the end of the newest bucket.
    case last(Period)
    /// Buckets that begin from one time on and before another.
    case between(Time, Time)

    /// A window by its length, or by its ends.
    ///
    /// - Parameters:
    ///   - last: its length.
    ///   - from: where it begins.
    ///   - to: where it ends.
    /// - Throws: ``DriftlineError`` of kind `invalid_params` where it is neither, or is empty.
    package init(last: Period?, from: Time?, to: Time?) throws(DriftlineError) {
      switch (last, from, to) {
      case (let last?, nil, nil): self = .last(last)
      case (nil, let from?, let to?):
        guard from.seconds < to.seconds else {
          throw DriftlineError(
            .invalidParams,
            "the window is empty: \"from\", \(from.text), is not before \"to\", \(to.text)",
            at: "from")
        }
        self = .between(from, to)
      default:
        throw DriftlineError(
          .invalidParams, "name the window by \"last\", or by \"from\" and \"to\"", at: "last")
      }
    }
  }

  /// The baseline's name.
  package var baseline: String
  /// The stream's name.
  package var stream: String
  /// The window.
  package var extent: Extent
  /// What it is held against.
  package var against = Reference.baseline
  /// How it is checked.
  package var settings = CheckSettings()

  /// Checks a window against the baseline, as the baseline says.
  package init(baseline: String, stream: String, extent: Extent) {
    self.baseline = baseline
    self.stream = stream
    self.extent = extent
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    baseline = try parameters.requiredText("baseline", "the baseline's name")
    stream = try parameters.requiredText("stream", "the stream's name")
    extent = try parameters.extent()
    against = try parameters.choice("against", Reference.self) ?? .baseline
    settings = try CheckSettings(&parameters)
    try validate()
  }

  /// Refuses what the history cannot answer.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  package func validate() throws(DriftlineError) {
    guard against == .previous, settings.record || settings.threshold == .dynamic else { return }
    throw DriftlineError(
      .invalidParams,
      "the history holds comparisons with the baseline: against the previous window there is neither "
        + "\"record\" nor a dynamic threshold", at: "against")
  }

  package var order: WorkOrder { .named(baseline) }

  package func run(in context: OperationContext) throws(DriftlineError) -> Output {
    var windows: (now: Window, before: Window?)?
    let verdict = try context.counted(
      baseline: baseline, stream: stream
    ) { () throws(DriftlineError) in try check(context, &windows) }
    guard let windows else { preconditionFailure("a verdict on no window") }
    return Output(
      verdict: verdict, stream: stream, window: windows.now, previous: windows.before)
  }

  private func check(
    _ context: OperationContext, _ windows: inout (now: Window, before: Window?)?
  ) throws(DriftlineError) -> (BaselineEntry, Verdict) {
    let store = try context.place.store(holding: baseline)
    let entry = try store.stream(stream, of: baseline)
    let baselines = try context.place.baselines(holding: baseline)
    let stored =
      if let version = settings.version {
        try baselines.get(baseline, version: version)
      } else {
        try baselines.get(baseline, geometryDigest: entry.geometryDigest)
      }
    var fitted = stored.baseline
    context.enter("merging the window")
    let times = try times(entry)
    let window = try Window(times, of: entry, stored.baseline, in: store)
    var previous: Window?
    if against == .previous {
      let before = try within(times.lowerBound - times.count..<times.lowerBound, "against")
      let found = try Window(before, of: entry, stored.baseline, in: store)
      fitted = try fitted.rebased(on: found.profile)
      previous = found
    }
    context.enter("comparing")
    let found = try fitted.check(
      window.profile, detectors: settings.detectors,
      options: settings.judgement.applied(to: stored.baseline.options, threads: context.threads))
    let verdict = try settings.settled(
      found, stored.entry, stream: stream, time: times.upperBound, in: store, context)
    windows = (window, previous)
    return (stored.entry, verdict)
  }

  /// The times that were asked for.
  private func times(_ entry: StreamEntry) throws(DriftlineError) -> Range<Int> {
    switch extent {
    case .between(let from, let to): return from.seconds..<to.seconds
    case .last(let last):
      guard last.seconds.isMultiple(of: entry.bucketSeconds) else {
        let bucket = Period(seconds: entry.bucketSeconds).text
        throw DriftlineError(
          .invalidParams,
          "\"last\", \(last.text), is no multiple of the buckets of the stream \"\(stream)\", which "
            + "are of \(bucket)", at: "last")
      }
      guard let newest = entry.last else {
        throw DriftlineError(
          .insufficientData, "the stream \"\(stream)\" has no bucket any more", at: "stream")
      }
      let end = newest + entry.bucketSeconds
      return try within(end - last.seconds..<end, "last")
    }
  }

  /// A window, where it does not begin before the year 0.
  private func within(
    _ times: Range<Int>, _ parameter: String
  ) throws(DriftlineError) -> Range<Int> {
    guard times.lowerBound >= Time.years.lowerBound else {
      throw DriftlineError(
        .invalidParams,
        "the window of \(Period(seconds: times.count).text) that ends at "
          + "\(Time(seconds: times.upperBound).text) would begin before the year 0", at: parameter)
    }
    return times
  }

  /// The verdict, and what it is about.
  package struct Output: OperationOutput {
    /// The verdict.
    package let verdict: Verdict
    /// The stream's name.
    package let stream: String
    /// The window that was looked at.
    package let window: Window
    /// The window that it was held against; `nil` where it was the baseline.
    package let previous: Window?

    /// The verdict, with the windows that it is about before the engine.
    package var json: JSON {
      guard case .object(var members) = verdict.json else {
        preconditionFailure("a verdict is an object")
      }
      var about: [JSON.Member] = [.init("name", .string(stream))] + window.members
      if let previous { about.append(.init("previous", .object(previous.members))) }
      members.insert(.init("stream", .object(about)), at: members.count - 1)
      return .object(members)
    }
  }
}

extension Parameters {
  /// `last`, or `from` and `to`.
  mutating func extent() throws(DriftlineError) -> CheckStream.Extent {
    let last = try text("last")
    let (from, to) = (try time("from"), try time("to"))
    do {
      return try CheckStream.Extent(
        last: try last.map { (last) throws(DriftlineError) in try Period.read(last) }, from: from,
        to: to)
    } catch { throw error.placed(at: place(error.location ?? "last")) }
  }
}
