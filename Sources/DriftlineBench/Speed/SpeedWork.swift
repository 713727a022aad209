internal import Driftline

/// One piece of work on samples that are there.
struct SpeedWork {
  /// `detector`, `part` or `chart`.
  var subject: String
  /// By which it is held against peers.
  var name: String
  /// Bytes of data that have to be read once.
  var bytes: Double
  /// Floating-point operations of products that it cannot do without.
  var operations = 0.0
  /// Does it once.
  var run: () throws(DriftlineError) -> Void
}

/// What works have in common.
struct SpeedSettings {
  /// The most threads.
  var threads: Int
  /// The seed of samples and draws.
  var seed: UInt64

  /// As `compare` takes them.
  var options: CompareOptions {
    var options = CompareOptions()
    options.threads = threads
    options.seed = seed
    return options
  }
}

/// The samples of one size, with what is timed on them.
struct SpeedStage {
  /// Everything that is timed, in order.
  var works: [SpeedWork]
  /// Writes the samples to two files for peers.
  var write: (_ baseline: SampleFile, _ current: SampleFile) throws(DriftlineError) -> Void
}

/// One kind of data that is timed over sizes.
struct SpeedCourse {
  /// `numeric`, `categorical`, `embedding` or `stream`.
  var kind: String
  /// Numbers in a row.
  var dimensions = 1
  /// The sizes, rising.
  var sizes: [Int]
  /// Every subject and name, in order; the works of a stage are those of them that are asked for.
  var names: [(subject: String, name: String)]
  /// Bytes of memory that samples of so many rows take, with what is made of them.
  var memory: (_ rows: Int) -> Double
  /// The samples of a size, with the works of these names.
  var stage: (_ rows: Int, _ names: Set<String>) throws(DriftlineError) -> SpeedStage
}
