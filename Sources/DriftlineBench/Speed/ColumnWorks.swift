internal import Driftline
internal import DriftlineKernels

/// A detector that looks at values in order and finds nothing: what it costs to gather them.
struct OrderedPart: NumericDetector {
  static let name = "ordered_sample"
  static let summary = "both samples in order"
  static let source = "docs/benchmark.md"
  static let parameters: [Parameter<Self>] = []

  var needs: NumericNeeds { NumericNeeds(.ordered) }

  func measure(_ samples: NumericComparison) -> Finding {
    Finding(statistic: 0, logPValue: nil, threshold: nil, bands: Bands())
  }
}

extension SpeedCourse {
  /// Numeric columns: every detector through `compare`, and every part on both samples.
  static func numeric(sizes: [Int], settings: SpeedSettings) -> SpeedCourse {
    let names =
      Registry.numeric.map { ("detector", $0.name) } + numericParts.map { ("part", $0) }
    return SpeedCourse(
      kind: "numeric", sizes: sizes, names: names, memory: { 40 * Double($0) }
    ) { count, names in
      let samples = SpeedSamples.numeric(
        count: count, seed: settings.seed, threads: settings.threads)
      let (a, b) = samples
      let bytes = 16 * Double(count)
      var works: [SpeedWork] = []
      for type in Registry.numeric where names.contains(type.name) {
        works.append(numericWork("detector", a, b, type.init(), settings))
      }
      for part in numericParts where names.contains(part) {
        if part == OrderedPart.name {
          works.append(numericWork("part", a, b, OrderedPart(), settings))
          continue
        }
        let run = numericPart(part, a, b, settings)
        works.append(SpeedWork(subject: "part", name: part, bytes: bytes) { run() })
      }
      return SpeedStage(works: works) { (first, second) throws(DriftlineError) in
        for (file, values) in [(first, a), (second, b)] {
          try file.write(values, type: "<f8")
        }
      }
    }
  }

  private static let numericParts = [
    "moments", "bin_counts", "equal_width_counts", "ordered_sample", "quantile_sketch", "walk",
  ]

  private static func numericWork(
    _ subject: String, _ a: [Double], _ b: [Double], _ detector: any NumericDetector,
    _ settings: SpeedSettings
  ) -> SpeedWork {
    let (baseline, current) = (NumericColumn(a), NumericColumn(b))
    return SpeedWork(
      subject: subject, name: type(of: detector).name, bytes: 8 * Double(a.count + b.count)
    ) { () throws(DriftlineError) in
      _ = try compare(
        baseline: baseline, current: current, detectors: [detector], options: settings.options)
    }
  }

  /// A part of both samples, as the detectors make it.
  private static func numericPart(
    _ name: String, _ a: [Double], _ b: [Double], _ settings: SpeedSettings
  ) -> () -> Void {
    let threads = settings.threads
    switch name {
    case "moments":
      return {
        for side in [a, b] { _ = momentSums(side.span, threads: threads) }
      }
    case "bin_counts":
      // The nine deciles of the normal distribution.
      let edges = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816]
      return {
        for side in [a, b] {
          _ = tally(side.span, interiorEdges: edges, closedRight: true, threads: threads)
        }
      }
    case "equal_width_counts":
      return {
        for side in [a, b] {
          _ = tallyEqualWidth(side.span, low: -6, high: 6, bins: 50, threads: threads)
        }
      }
    case "quantile_sketch":
      return {
        for side in [a, b] {
          var sketch = QuantileSketch(seed: settings.seed)
          sketch.update(side.span)
        }
      }
    case "walk":
      let (x, y) = (a.sorted(), b.sorted())
      return { _ = walk(x.span, y.span, needs: .all, threads: threads) }
    default: preconditionFailure("there is no part \(name) of numeric columns")
    }
  }

  /// Categorical columns: counted from their names and compared, as whoever has a column does.
  static func categorical(sizes: [Int], settings: SpeedSettings) -> SpeedCourse {
    SpeedCourse(
      kind: "categorical", sizes: sizes,
      names: Registry.categorical.map { ("detector", $0.name) } + [("part", "category_counts")],
      memory: { 48 * Double($0) }
    ) { count, names in
      let codes = SpeedSamples.categorical(
        count: count, seed: settings.seed, threads: settings.threads)
      let texts: [String?] = (0..<SpeedSamples.categories).map { "category \($0)" }
      let (a, b) = (codes.baseline.map { texts[Int($0)] }, codes.current.map { texts[Int($0)] })
      let bytes = Double((a.count + b.count) * MemoryLayout<String?>.stride)
      var works = Registry.categorical.filter { names.contains($0.name) }.map { type in
        SpeedWork(subject: "detector", name: type.name, bytes: bytes) {
          () throws(DriftlineError) in
          _ = try compare(
            baseline: CategoricalColumn(a), current: CategoricalColumn(b),
            detectors: [type.init()], options: settings.options)
        }
      }
      if names.contains("category_counts") {
        works.append(
          SpeedWork(subject: "part", name: "category_counts", bytes: bytes) {
            for side in [a, b] { _ = CategoricalColumn(side) }
          })
      }
      return SpeedStage(works: works) { (first, second) throws(DriftlineError) in
        for (file, values) in [(first, codes.baseline), (second, codes.current)] {
          try file.write(values, type: "<i4")
        }
      }
    }
  }
}

extension SampleFile {
  /// Writes a column.
  func write<Number: BitwiseCopyable>(
    _ values: [Number], type: String
  ) throws(DriftlineError) {
    var failure: DriftlineError?
    unsafe values.withUnsafeBufferPointer { buffer in
      do throws(DriftlineError) {
        unsafe try write(buffer, shape: [values.count], type: type)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
