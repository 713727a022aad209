internal import Driftline

/// How long the parts of a stream are, in values.
public struct StreamLengths: Sendable, Equatable {
  /// Values free of change, for charts and peers that learn from a sample.
  public var training = 500
  /// Values before the change.
  public var before = 1000
  /// Values that a stream goes on for after the change.
  public var after = 2000
  /// Values of a control, after the training.
  public var control = 5000

  /// 500 of training, 1000 before the change, 2000 after it, and controls of 5000.
  public init() {}
}

/// What a stream is drawn from: a law, and a change of some level or none.
struct StreamSetting: Sendable {
  let law: StreamLaw
  /// `nil` for a control.
  let scenario: StreamScenario?
  /// 0 for a control.
  let level: Double

  /// The name in tables.
  var name: String { scenario?.name ?? law.description.name }

  /// The stream of one repeat, which follows from the seed, the name, the level and the repeat alone.
  func sample(_ lengths: StreamLengths, seed: UInt64, repeat index: Int) -> StreamSample {
    let random = SeededRandom(seed: seed &+ hash, stream: UInt64(index))
    var source = StreamSource(law, random: random)
    let quiet = lengths.training + (scenario == nil ? lengths.control : lengths.before)
    var values = [Double]()
    values.reserveCapacity(quiet + lengths.after)
    for _ in 0..<quiet { values.append(source.next()) }
    if let scenario {
      for place in 0..<lengths.after { values.append(scenario.value(place, level, &source)) }
    }
    return StreamSample(
      values: values, training: lengths.training,
      change: scenario == nil ? lengths.training : quiet)
  }

  /// What tells the seeds of settings apart: FNV-1a of the name and the level's bits.
  private var hash: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let bits = level.bitPattern
    let ofLevel = (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    for byte in Array(name.utf8) + ofLevel { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}

/// One stream.
struct StreamSample: Sendable, Equatable {
  /// All values: training, before the change, after it.
  var values: [Double]
  /// How many of them are training.
  var training: Int
  /// The place of the first value after the change; in a control that of the first after the training.
  var change: Int

  /// The values of the training.
  var learned: [Double] { Array(values[..<training]) }
}

/// Where somebody raised alarms in a stream.
struct StreamAlarms: Sendable, Equatable {
  /// Places among all values, rising; after the change only the first counts.
  var at: [Int]
  /// Seconds that it took for each value; `nil` where it was not measured.
  var secondsPerValue: Double?
}
