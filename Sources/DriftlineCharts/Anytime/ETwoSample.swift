public import Driftline
private import Foundation

/// Sequential two-sample test: sees that values no longer come from the distribution of a baseline,
/// whatever it is, and may be looked at after each value.
///
/// Where baseline and stream are exchangeable, as independent values of one distribution are, the
/// share of streams that raise an alarm, ever, is `alpha` at most: exactly, for any distribution, with
/// ties, and for any size of the baseline, over both what the baseline and what the stream happen to
/// be. It is a game: 1 is put on bets that gain nothing on average where nothing has changed; what
/// there is after t values is the e-value, and it reaches 1 / alpha with probability alpha at most
/// (Ville).
///
/// - Each value gives its rank among the baseline and the stream so far, as a number that is uniform
///   and independent of those before it where nothing has changed: a conformal p-value. Ties are
///   ordered by random numbers that follow from `seed` and the number of values.
/// - Bets are on the mean, the spread and either tail (twelve). Half of the money is bet from the
///   start. The rest is put in by and by, so that a change after a long time is seen too: after t
///   values 0.5 / sqrt(1 + t / 100) of it is left.
/// - `baseline`: the sample, of at most 10 000 values. Where it is empty, the distribution is taken as
///   known, and normal with `mean` and `sigma`: then only values of exactly that distribution keep
///   the promise.
/// - `cells`: the baseline is kept as so many cells, which changes nothing of the promise.
/// - `promise`: `ever` as above; or `run_length`: false alarms are `arl0` values apart on average or
///   more. That is the e-detector of Shiryaev-Roberts: a new game is begun at each value, all are
///   added up, and an alarm (sum >= arl0) begins anew.
/// - The statistic is the logarithm of the e-value, its limit log(1 / alpha), for `run_length`
///   log(arl0). ``State/peak`` is the largest so far: at any time exp(-peak) is a p-value under
///   `ever`. Under it the chart runs on after an alarm, and the statistic can fall again.
/// - An alarm's signal says which bet has gained most; directions are those of mean and tails.
/// - A lasting change is learnt as the stream goes on: what has not been seen while the stream was
///   shorter than the baseline will hardly be seen later. After an alarm take a new baseline.
/// - Complexity: O(log cells) for a value, a whole number of state for a cell.
///
/// Source: V. Vovk, "Testing randomness online", Statistical Science 36 (2021), DOI 10.1214/20-STS817;
/// J. Shin, A. Ramdas, A. Rinaldo, "E-detectors", New England Journal of Statistics in Data Science 2
/// (2024), DOI 10.51387/23-NEJSDS51.
public struct ETwoSample: ValueChart {
  /// What is promised.
  public enum Promise: String, Sendable, CaseIterable {
    /// How many streams ever raise a false alarm.
    case ever
    /// How many values there are between false alarms.
    case runLength = "run_length"
  }

  /// What changes.
  public struct State: ChartState {
    /// How many values there have been.
    public internal(set) var count = 0
    /// The largest statistic so far.
    public internal(set) var peak = 0.0
    /// The money that is in the game.
    var bets: RankBets
    /// The ranks; `nil` where the distribution is known.
    var urn: RankUrn?
    /// The e-value that raises an alarm.
    let limit: Double

    /// What there is to store.
    public static let fields: [Parameter<Self>] = [
      .integer("count", \.count, in: 0...1 << 53, "how many values there have been"),
      .number("peak", \.peak, in: -1000...1000, "the largest statistic so far"),
      .list(
        "bets", "12 numbers from 0 to 1e100", "the money of each bet", read: { $0.bets.list },
        write: { state, list in
          guard let bets = RankBets(list: list) else { return false }
          state.bets = bets
          return true
        }),
      .list(
        "cells", "a whole number, 0 or more, for each cell", "how many values are in each cell",
        read: { $0.urn?.counts ?? [] },
        write: { state, list in
          if state.urn == nil { return list.isEmpty }
          return state.urn?.set(list) ?? false
        }),
    ]

    /// As many values in cells as there have been.
    public var isConsistent: Bool { urn.map { $0.count == count } ?? true }
  }

  /// The name in JSON and on the command line.
  public static let name = "e_two_sample"
  /// What it watches, in one line.
  public static let summary =
    "Sequential two-sample test against a baseline, which may be looked at at any time"
  /// Where the definition comes from.
  public static let source =
    "Vovk, Statistical Science 36, 2021, doi:10.1214/20-STS817; "
    + "Shin, Ramdas and Rinaldo, NEJSDS 2, 2024, doi:10.51387/23-NEJSDS51"
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .numbers("baseline", \.baseline, count: 0...10_000, "a sample of good values"),
    .number("mean", \.mean, in: .finite, "the mean of a normal distribution, without a baseline"),
    .number("sigma", \.sigma, in: .positive, "its standard deviation"),
    .number("alpha", \.alpha, in: 1e-12...0.5, "the share of streams with a false alarm, ever"),
    .integer("cells", \.cells, in: 2...10_001, "in how many cells the baseline is kept"),
    .integer("seed", \.seed, in: 0...Int.max, "what orders ties"),
    .choice("promise", \.promise, "what is promised"),
    .number("arl0", \.arl0, in: 2...1e12, "values between false alarms, under run_length"),
  ]
  /// What an alarm can be raised for.
  public static let signals = ["up", "down", "wider", "narrower", "high_tail", "low_tail"]

  /// A sample of good values.
  public var baseline: [Double] = []
  /// The mean of the normal distribution that is taken as known, without a baseline.
  public var mean = 0.0
  /// Its standard deviation.
  public var sigma = 1.0
  /// The share of streams that raise a false alarm, ever.
  public var alpha = 0.01
  /// In how many cells the baseline is kept.
  public var cells = 256
  /// What orders ties.
  public var seed = 0
  /// What is promised.
  public var promise = Promise.ever
  /// How many values there are between false alarms on average, under ``Promise/runLength``.
  public var arl0 = 1000.0

  /// Standard normal values.
  public init() {}

  /// A chart against a baseline.
  public init(baseline: [Double], alpha: Double = 0.01) {
    self.baseline = baseline
    self.alpha = alpha
  }

  /// Takes a sample of good values as the baseline; of more than 10 000 as many, evenly spaced.
  ///
  /// - Throws: `insufficient_data` under 20 finite values.
  public func fitted(to sample: [Double]) throws(DriftlineError) -> Self {
    let finite = sample.filter(\.isFinite)
    guard finite.count >= 20 else {
      throw DriftlineError(
        .insufficientData,
        "a baseline of \(finite.count) finite values; e_two_sample takes 20 at least",
        details: [.init("n", .int(finite.count)), .init("min", .int(20))])
    }
    let kept = min(finite.count, 10_000)
    var fitted = self
    fitted.baseline = (0..<kept).map { finite[$0 * finite.count / kept] }
    return fitted
  }

  /// Nothing seen.
  ///
  /// - Complexity: O(n log n) for a baseline of n values.
  public var initialState: State {
    let isEver = promise == .ever
    return State(
      bets: RankBets(isEver ? 0.5 : 0),
      urn: baseline.isEmpty ? nil : RankUrn(baseline: baseline, cells: cells, seed: seed),
      limit: isEver ? 1 / alpha : arl0)
  }

  /// Takes one value.
  public func update(_ state: inout State, with value: Double) -> ChartPoint {
    state.count += 1
    var random = SeededRandom(seed: UInt64(seed), stream: UInt64(state.count))
    let place = random.uniform()
    let p =
      state.urn?.rank(of: value, order: random.uniform(), place: place)
      ?? 0.5 * erfc(-bounded(centred(value, around: mean) / sigma) * 0.5.squareRoot())
    var evidence: Double
    if promise == .ever {
      // What is put in is 0.5 / sqrt(old) - 0.5 / sqrt(new), and 0.5 / sqrt(new) is left.
      let old = (1 + Double(state.count - 1) / 100).squareRoot()
      let new = (1 + Double(state.count) / 100).squareRoot()
      evidence = state.bets.bet(on: p, adding: 0.005 / (old * new * (old + new)))
      evidence += 0.5 / new
    } else {
      evidence = state.bets.bet(on: p, adding: 1)
    }
    let statistic = log(evidence)
    state.peak = max(state.peak, statistic)
    guard evidence >= state.limit else {
      return ChartPoint(value: value, statistic: statistic, upper: log(state.limit))
    }
    let finding = state.bets.leading
    if promise == .runLength { state.bets = RankBets(0) }
    let direction: ChartPoint.Direction? =
      switch finding {
      case .up, .highTail: .up
      case .down, .lowTail: .down
      case .wider, .narrower: nil
      }
    return ChartPoint(
      value: value, statistic: statistic, upper: log(state.limit), isAlarm: true,
      direction: direction, signals: 1 << UInt32(finding.rawValue))
  }
}
