package import Driftline
package import DriftlineStore

/// `stream.observe`: adds data to the bucket of a stream that a time is in.
package struct ObserveStream: Operation {
  package static let method = "stream.observe"
  package static let summary = "Adds data to the bucket of a stream that a time is in"

  /// The baseline's name.
  package var baseline: String
  /// The stream's name.
  package var stream: String
  /// When the data were.
  package var time: Time
  /// The data, or a profile of them.
  package var data: DataReference
  /// The number of the observation: one that was seen already changes nothing.
  package var sequence: Int?
  /// The length of the buckets, which the first observation settles.
  package var bucketSeconds: Int?

  /// Adds data.
  package init(baseline: String, stream: String, time: Time, data: DataReference) {
    self.baseline = baseline
    self.stream = stream
    self.time = time
    self.data = data
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    baseline = try parameters.requiredText("baseline", "the baseline's name")
    stream = try parameters.requiredText("stream", "the stream's name")
    guard let time = try parameters.time("time") else {
      throw DriftlineError(
        .invalidParams, "\"time\" is not given; it is when the data were",
        at: parameters.place("time"))
    }
    self.time = time
    data = try parameters.data("data")
    sequence = try parameters.int("seq")
    bucketSeconds = try parameters.int("bucket_seconds")
  }

  package var order: WorkOrder { .named(baseline) }

  package func run(in context: OperationContext) throws(DriftlineError) -> Observation {
    let store = try context.place.store(holding: baseline)
    let fitted = try context.place.baselines(holding: baseline).baseline(
      baseline, ofStream: stream, in: store
    ).baseline
    context.enter("reading the data")
    let batch = try data.batch(for: ExpectedData(fitted), context.access)
    context.enter("measuring")
    let profile = fitted.forBucket(try batch.profile(over: fitted, threads: context.threads))
    context.enter("storing")
    return try context.changing { () throws(DriftlineError) in
      try store.observe(
        baseline: baseline, stream: stream, time: time.seconds, profile: profile,
        sequence: sequence, bucketSeconds: bucketSeconds)
    }
  }
}

extension Observation: OperationOutput {
  /// `bucket`, `n`, `missing`, `observations`, `repeated`.
  package var json: JSON {
    .object([
      .init("bucket", .string(Time(seconds: bucket).text)), .init("n", .int(count)),
      .init("missing", .int(missing)), .init("observations", .int(observations)),
      .init("repeated", .bool(repeated)),
    ])
  }
}

extension BaselineCache {
  /// The version of a baseline that a stream's profiles are measured against: the newest of the
  /// stream's geometry, or the newest of all where the stream has yet to begin.
  fileprivate func baseline(
    _ name: String, ofStream stream: String, in store: BaselineStore
  ) throws(DriftlineError) -> StoredBaseline {
    guard let entry = try store.streams(of: name).first(where: { $0.name == stream }) else {
      return try get(name)
    }
    return try get(name, geometryDigest: entry.geometryDigest)
  }
}
