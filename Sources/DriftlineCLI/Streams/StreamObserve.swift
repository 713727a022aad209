import ArgumentParser
import DriftlineReport
import DriftlineStore
import DriftlineWorker

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
        + "1970.", valueName: "time"), transform: Time.argument)
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
    var operation = ObserveStream(
      baseline: name, stream: stream, time: time, data: try reading.reference(path, for: "data"))
    operation.sequence = sequence
    operation.bucketSeconds = bucketSeconds
    let seen = try operation.result(in: place.place, threads: work.count)
    let start = Time(seconds: seen.bucket)
    try page.write(
      seen.json,
      sentences: [
        seen.repeated
          ? "seen before, nothing changed: bucket \(start.shortText), n \(countText(seen.count))"
          : "bucket \(start.shortText): \(countText(seen.observations)) "
            + "\(counted("observations", seen.observations)), n \(countText(seen.count))"
      ])
  }
}
