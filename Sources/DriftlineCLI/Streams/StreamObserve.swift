import ArgumentParser
import Driftline
import DriftlineReport
import DriftlineStore

/// `driftline stream observe`.
struct StreamObserve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "observe",
    abstract: "Adds data to the bucket of a stream that a time is in.",
    usage: "driftline stream observe [<options>] <name> <stream> <data> --time <time>",
    discussion: """
      driftline stream observe sales shop-7 today.csv --time 2026-03-01
      driftline stream observe sales shop-7 hour.csv --time 2026-03-01T13:00:00+01:00 --seq 301

      The first observation of a name begins the stream.
      """)

  @Argument(help: "The baseline's name.") var name: String
  @Argument(help: "The stream's name.") var stream: String
  @Argument(
    help: .init("The data, or a .profile file; - for standard input.", valueName: "data"))
  var path: String

  @Option(
    parsing: .unconditional,
    help: .init(
      "The time of the data: RFC 3339, as 2026-03-01T12:00:00Z or 2026-03-01, or seconds since "
        + "1970.", valueName: "time"), transform: Time.read)
  var time: Time

  @Option(
    name: .customLong("seq"),
    help: .init(
      "The number of the observation: one that the stream has seen already changes nothing, so "
        + "that what may have failed can be sent again.", valueName: "number"))
  var sequence: Int?

  @Option(
    help: .init(
      "The length of the stream's buckets, which its first observation settles: 86400, a day, "
        + "where none is given.", valueName: "seconds"))
  var bucketSeconds: Int?

  @OptionGroup(title: "Data") var reading: ReadingArguments
  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var page: PageArguments
  @OptionGroup(title: "Output") var work: ThreadArguments

  func run() throws {
    let progress = Progress()
    defer { progress.finish() }
    let store = try place.opened(for: name)
    let baseline = try store.baseline(name, ofStream: stream).baseline
    progress.enter("reading the data")
    let batch = try reading.batch(path, for: baseline)
    progress.enter("measuring")
    let profile = baseline.forBucket(try batch.profile(over: baseline, threads: work.count))
    progress.enter("storing")
    let seen = try store.observe(
      baseline: name, stream: stream, time: time.seconds, profile: profile, sequence: sequence,
      bucketSeconds: bucketSeconds)
    progress.finish()
    let start = Time(seconds: seen.bucket)
    try page.write(
      .object([
        .init("bucket", .string(start.text)), .init("n", .int(seen.count)),
        .init("missing", .int(seen.missing)), .init("observations", .int(seen.observations)),
        .init("repeated", .bool(seen.repeated)),
      ]),
      sentences: [
        seen.repeated
          ? "seen before, nothing changed: bucket \(start.shortText), n \(countText(seen.count))"
          : "bucket \(start.shortText): \(countText(seen.observations)) "
            + "\(counted("observations", seen.observations)), n \(countText(seen.count))"
      ])
  }
}

extension BaselineStore {
  /// The version of a baseline that a stream's profiles are measured against: the newest of the
  /// stream's geometry, or the newest of all where the stream has yet to begin.
  func baseline(
    _ name: String, ofStream stream: String
  ) throws(DriftlineError) -> StoredBaseline {
    guard let entry = try streams(of: name).first(where: { $0.name == stream }) else {
      return try get(name)
    }
    return try get(name, geometryDigest: entry.geometryDigest)
  }
}
