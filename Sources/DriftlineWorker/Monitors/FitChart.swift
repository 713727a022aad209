package import Driftline
package import DriftlineCharts

/// A chart with what it needs to know of good values taken from a sample of them.
package struct FitChart: Sendable {
  /// The chart.
  package var chart: any Chart
  /// The sample; `nil` where the chart's parameters say it all.
  package var baseline: DataReference?
  /// Whether the correlation of neighbours is taken out first.
  package var takesResiduals: Bool
  /// Where the chart stands in the request.
  private let chartPointer: String

  /// A chart and a sample.
  package init(
    chart: any Chart, baseline: DataReference?, takesResiduals: Bool, chartPointer: String = "chart"
  ) {
    self.chartPointer = chartPointer
    self.chart = chart
    self.baseline = baseline
    self.takesResiduals = takesResiduals
  }

  /// Reads the sample.
  ///
  /// - Returns: the chart, ready to run, and what the sample gives to think of.
  /// - Throws: what reading the sample throws, and what the chart does with it.
  package func run(
    in context: OperationContext
  ) throws(DriftlineError) -> (settings: MonitorSettings, warnings: [String]) {
    guard let baseline else {
      do throws(DriftlineError) {
        return (try MonitorSettings(chart), FitChart.warnings(chart, nil, takesResiduals))
      } catch {
        throw error.ofParameter(at: chartPointer)
      }
    }
    context.enter("reading the baseline")
    let data = try baseline.dataset(for: nil, context.access)
    let sample = try FitChart.values(of: data, width: chart.width, at: baseline.pointer)
    do throws(DriftlineError) {
      return (
        try MonitorSettings(chart, baseline: sample, takesResiduals: takesResiduals),
        FitChart.warnings(chart, sample, takesResiduals)
      )
    } catch {
      throw error.kind == .invalidParams && error.location?.contains(".") == true
        ? error.ofParameter(at: chartPointer) : error.placed(at: baseline.pointer)
    }
  }

  /// The most numbers a sample may have; more tell a chart nothing new.
  private static let mostNumbers = 10_000_000

  private static func values(
    of data: Dataset, width: Int, at pointer: String
  ) throws(DriftlineError) -> [Double] {
    func room(_ found: Int) throws(DriftlineError) {
      guard found > mostNumbers else { return }
      throw DriftlineError(
        .resourceExhausted,
        "the baseline has \(found) numbers; a chart takes \(mostNumbers) at most",
        at: pointer, details: [.init("limit", .int(mostNumbers)), .init("got", .int(found))])
    }
    var sample: [Double] = []
    switch data.onlyColumn.map(Dataset.column) ?? data {
    case .column(.numeric(let column)) where width == 1 && column.weights == nil:
      try room(column.count)
      try column.blocks.forEachBlock { block in
        for index in block.indices { sample.append(block[index]) }
      }
    case .matrix(let matrix) where matrix.dimensions == width:
      try room(matrix.count * width)
      sample = [Double](repeating: 0, count: matrix.count * width)
      var failure: DriftlineError?
      unsafe sample.withUnsafeMutableBufferPointer { buffer in
        do throws(DriftlineError) {
          try unsafe matrix.rows.read(0..<matrix.count, into: buffer)
        } catch { failure = error }
      }
      if let failure { throw failure }
    default:
      throw DriftlineError(
        .shapeMismatch,
        width == 1
          ? "the chart takes one number at a time; a column of numbers without weights is expected"
          : "the chart takes rows of \(width) numbers; a matrix of \(width) columns is expected",
        at: pointer)
    }
    return sample
  }

  private static func warnings(
    _ chart: any Chart, _ sample: [Double]?, _ takesResiduals: Bool
  ) -> [String] {
    var warnings: [String] = []
    if let shewhart = chart as? Shewhart, shewhart.limit == nil, shewhart.rules != .beyondLimits {
      warnings.append(
        "arl0 is that of the limits alone: the other rules of shewhart make false alarms more frequent"
      )
    }
    guard let sample else { return warnings }
    if chart is MEWMA {
      warnings.append(
        "the limit of mewma is for a known mean and covariance: with those of "
          + "\(sample.count / chart.width) rows there are more false alarms than it promises")
    }
    if chart.width == 1, !takesResiduals, let facts = try? BaselineSample(sample),
      facts.isAutocorrelated
    {
      let size = (facts.autocorrelation * 1_000).rounded() / 1_000
      warnings.append(
        "neighbours in the baseline hang together (correlation \(size)): a chart for independent "
          + "values raises false alarms more often than it promises; \"residuals\": true takes that out"
      )
    }
    return warnings
  }
}
