public import Driftline

/// Every chart there is: the one place to register.
public enum Charts {
  /// All of them, in the order in which they are listed.
  public static let all: [any Chart.Type] = [
    EWMA.self,
    EWMABaseline.self,
    CUSUM.self,
    Shewhart.self,
    MEWMA.self,
    HotellingChart.self,
    PageHinkley.self,
    ADWIN.self,
    KSWIN.self,
    RollingZ.self,
    QualityDrop.self,
    DynamicThreshold.self,
    DriftQuality.self,
    LoopChart.self,
    ToolSkipping.self,
    Repetition.self,
    ConfidenceSequence.self,
    ETwoSample.self,
  ]

  /// The names of the charts whose run lengths are known.
  public static var withRunLengths: [String] { ChartDesign.plans.map { $0.name } }

  /// The chart of a name; `nil` where there is none.
  public static func named(_ name: String) -> (any Chart.Type)? {
    all.first { $0.name == name }
  }

  /// A chart by name, with parameters that differ from the defaults.
  ///
  /// - Throws: `invalid_params` for a name that is no chart, a parameter that the chart has not,
  ///   and a value outside its domain.
  public static func make(
    _ name: String, _ parameters: [JSON.Member] = []
  ) throws(DriftlineError) -> any Chart {
    guard let type = named(name) else {
      throw DriftlineError(
        .invalidParams,
        "there is no chart \"\(name)\"; there are \(all.map { $0.name }.joined(separator: ", "))",
        at: name)
    }
    return try type.init(parameters)
  }
}
