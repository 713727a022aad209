internal import Driftline

/// A chart of ours, or a yardstick, ready to run.
struct StreamEntrant: Sendable {
  let contender: Contender
  /// The laws that it is tried on.
  let laws: [StreamLaw]
  /// What it promises on values of a law.
  let promise: @Sendable (StreamLaw) -> StreamPromise
  private let watch: StreamWatch

  /// A chart of ours.
  ///
  /// - Throws: `invalid_params` where no limit keeps its promise.
  init(_ chart: StreamChart, training: Int, version: String) throws(DriftlineError) {
    contender = Contender(name: chart.name, source: Contender.driftline, version: version)
    laws = chart.laws
    promise = { chart.promise(on: $0) }
    watch = try chart.prepare(training)
  }

  /// A yardstick, which raises an alarm at every value, or at none.
  private init(_ name: String, fires: Bool) {
    contender = Contender(name: name, source: Contender.yardstick, version: "")
    laws = StreamLaw.allCases
    promise = { _ in .none }
    watch = { (_, sample) throws(DriftlineError) in
      StreamAlarms(at: fires ? Array(sample.training..<sample.values.count) : [])
    }
  }

  /// What always and what never fires.
  static let yardsticks = [
    StreamEntrant("always", fires: true), StreamEntrant("never", fires: false),
  ]

  /// What it does on a stream.
  func outcome(_ law: StreamLaw, _ sample: StreamSample) -> StreamOutcome {
    do throws(DriftlineError) {
      return StreamOutcome(try watch(law, sample), in: sample)
    } catch {
      return StreamOutcome(refusal: error.message)
    }
  }
}

extension StreamGrid {
  /// Our charts, with their limits settled, and the yardsticks.
  var entrants: [StreamEntrant] {
    get throws(DriftlineError) {
      var entrants: [StreamEntrant] = []
      for chart in charts {
        entrants.append(
          try StreamEntrant(chart, training: lengths.training, version: version))
      }
      return entrants + StreamEntrant.yardsticks
    }
  }
}
