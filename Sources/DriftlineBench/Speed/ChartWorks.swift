internal import Driftline
internal import DriftlineCharts

extension SpeedCourse {
  /// Charts with their defaults, which are given all values in one call.
  static func charts(sizes: [Int], settings: SpeedSettings) -> SpeedCourse {
    SpeedCourse(
      kind: "stream", sizes: sizes, names: Charts.all.map { ("chart", $0.name) },
      memory: { 24 * Double($0) }
    ) { (count, names) throws(DriftlineError) in
      let values = SpeedSamples.stream(count: count, seed: settings.seed)
      var works: [SpeedWork] = []
      for type in Charts.all where names.contains(type.name) {
        works.append(chart(try Charts.make(type.name), values))
      }
      return SpeedStage(works: works) { (first, second) throws(DriftlineError) in
        try first.write(Array(values.prefix(1_000)), type: "<f8")
        try second.write(values, type: "<f8")
      }
    }
  }

  private static func chart<C: Chart>(_ chart: C, _ values: [Double]) -> SpeedWork {
    let whole = values.count / chart.width * chart.width
    return SpeedWork(subject: "chart", name: C.name, bytes: 8 * Double(whole)) {
      () throws(DriftlineError) in
      var monitor = try Monitor(chart)
      _ = monitor.alarms(in: values.span.extracting(first: whole))
    }
  }
}
