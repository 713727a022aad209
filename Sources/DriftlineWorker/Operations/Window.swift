import Driftline
private import DriftlineReport
import DriftlineStore

/// Some buckets of a stream, one after the other.
package struct Window: Sendable {
  /// The time that the first bucket begins, and that at which the last one has ended.
  package let times: Range<Int>
  /// How many buckets of it there are.
  package let buckets: Int
  /// What was observed.
  let profile: Profile

  /// Merges the buckets that begin in a range of times.
  ///
  /// - Throws: ``DriftlineError`` of kind `insufficient_data` where there are none; the errors of the
  ///   store.
  init(
    _ times: Range<Int>, of stream: StreamEntry, _ baseline: Baseline, in store: BaselineStore
  ) throws(DriftlineError) {
    let found = try store.window(
      baseline: stream.baseline, stream: stream.name, from: times.lowerBound, to: times.upperBound,
      fitted: baseline)
    guard let profile = found.profile else {
      throw DriftlineError(
        .insufficientData,
        "the stream \"\(stream.name)\" has no bucket from \(Time(seconds: times.lowerBound).text) "
          + "to \(Time(seconds: times.upperBound).text)\(Window.extent(stream))",
        at: "stream")
    }
    self.times = times
    buckets = found.buckets
    self.profile = profile
  }

  private static func extent(_ stream: StreamEntry) -> String {
    guard let first = stream.first, let last = stream.last else { return "" }
    return "; it has some from \(Time(seconds: first).text) "
      + "to \(Time(seconds: last + stream.bucketSeconds).text)"
  }

  /// The window for programs.
  var members: [JSON.Member] {
    [
      .init("from", .string(Time(seconds: times.lowerBound).text)),
      .init("to", .string(Time(seconds: times.upperBound).text)),
      .init("buckets", .int(buckets)),
    ]
  }

  /// The window for people.
  package var text: String {
    "\(Time(seconds: times.lowerBound).shortText) to \(Time(seconds: times.upperBound).shortText), "
      + "\(countText(buckets)) bucket\(buckets == 1 ? "" : "s")"
  }
}
