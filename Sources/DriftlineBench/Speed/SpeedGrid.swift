public import Driftline
private import Foundation

/// Times of every detector, part and chart over sizes, and of the peers that do the same work.
///
/// Each is called as a user calls it: with its defaults, on both sides of a comparison, with all
/// threads. A peer is asked right after our own work of the same name and size, so that both see the
/// machine as it then is. What would take too long, by the times at smaller sizes, is left out and
/// says so.
public struct SpeedGrid: Sendable {
  /// Values of numeric columns, on each side.
  public var numericSizes = [10_000, 100_000, 1_000_000, 10_000_000]
  /// Values of categorical columns, on each side.
  public var categoricalSizes = [10_000, 100_000, 1_000_000]
  /// Rows of embeddings, on each side.
  public var embeddingSizes = [1_000, 10_000, 100_000]
  /// Numbers in a row.
  public var dimensions = [64, 768]
  /// Values that charts are given.
  public var streamSizes = [100_000, 1_000_000]
  /// Seconds that one row may take in all, but for works that are longer than that once.
  public var budget = 0.5
  /// Seconds over which a run is left out.
  public var longest = 10.0
  /// The most threads.
  public var threads = CompareOptions().threads
  /// The seed of the samples.
  public var seed: UInt64 = 1
  /// The machine's limits; `nil` leaves shares of them out.
  public var limits: MachineLimits?
  /// Peers to time beside ours.
  public var peer: (any Peer)?
  /// The folder that samples for peers are written to, which exists.
  public var folder = FileManager.default.temporaryDirectory.path
  /// The names of works to time; `nil` for all.
  public var names: Set<String>?

  /// The sizes that are the default.
  public init() {}

  /// Adds the next size of each kind: 10^8 numbers, and 10^6 rows.
  public mutating func addLargest() {
    numericSizes.append(100_000_000)
    embeddingSizes.append(1_000_000)
  }

  /// What can be timed: detectors, parts and charts, each once.
  public var workNames: [String] {
    var names: [String] = []
    for (_, name) in courses.flatMap(\.names) where !names.contains(name) { names.append(name) }
    return names
  }

  private var courses: [SpeedCourse] {
    let settings = SpeedSettings(threads: threads, seed: seed)
    return [
      .numeric(sizes: numericSizes, settings: settings),
      .categorical(sizes: categoricalSizes, settings: settings),
    ]
      + dimensions.map {
        .embedding(sizes: embeddingSizes, dimensions: $0, settings: settings)
      } + [.charts(sizes: streamSizes, settings: settings)]
  }

  /// Times everything.
  ///
  /// - Parameter progress: is told what is being timed.
  /// - Returns: a row for each work, contender and size, in that order of kinds and sizes.
  /// - Throws: what a peer throws that ends, and `resource_exhausted` where samples cannot be written. Work that
  ///   fails, and peers that cannot answer, have their reason in their row.
  public func run(
    progress: (String) -> Void = { _ in }
  ) throws(DriftlineError) -> [SpeedRow] {
    var rows: [SpeedRow] = []
    for course in courses {
      var run = SpeedRun(grid: self, course: course)
      for size in course.sizes { rows += try run.rows(size, progress: progress) }
    }
    return rows
  }
}
