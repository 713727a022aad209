internal import DriftlineKernels

/// How a baseline is fitted.
public struct FitOptions: Sendable {
  /// How scores will be judged, the seed, and the most threads to use now.
  public var judgement = CompareOptions()
  /// The most rows of embeddings to keep; `nil` for as many as keep the baseline under 5 MB.
  ///
  /// Detectors that look at rows see no more of the baseline than these. They take 2, 4 or 8 bytes a
  /// value, whichever holds them all exactly.
  public var rows: Int?
  /// The size k of the sketches of ordered values: all of up to 3 k values are kept, and of more ranks
  /// are right to 2.296 / k^0.9723 at 99 %.
  public var sketchSize = 2_048

  /// The defaults.
  public init() {}

  func validate() throws(DriftlineError) {
    try judgement.validate()
    if let rows, !(0...10_000_000).contains(rows) {
      throw DriftlineError(
        .invalidParams, "rows is \(rows); it goes from 0 to 10000000", at: "rows")
    }
    guard (8...65_536).contains(sketchSize) else {
      throw DriftlineError(
        .invalidParams, "the sketch size is \(sketchSize); it goes from 8 to 65536",
        at: "sketch_size")
    }
  }
}

extension Baseline {
  /// Fits a baseline.
  ///
  /// - Parameters:
  ///   - data: the data of the good days.
  ///   - detectors: which detectors will be asked; what they look at is what is kept. Where none are
  ///     named, it is what ``compare(baseline:current:detectors:options:)`` would choose from.
  ///   - options: how to fit and judge.
  /// - Returns: the baseline, without the data.
  /// - Throws: ``DriftlineError``: `invalid_params` for unknown detectors and parameters, and what
  ///   reading the data throws.
  /// - Complexity: one to four reads of the data.
  public static func fit(
    _ data: Dataset, detectors: [DetectorRequest] = [], options: FitOptions = FitOptions()
  ) throws(DriftlineError) -> Baseline {
    try options.validate()
    for request in detectors { try request.validate() }
    let content: Content
    switch data {
    case .column(let column):
      content = .column(try fitted(column, detectors, options))
    case .table(let table):
      guard !table.entries.isEmpty else {
        throw DriftlineError(.insufficientData, "the table has no column")
      }
      var share = options
      share.judgement.threads = max(1, options.judgement.threads / table.entries.count)
      content = .table(
        try concurrentResults(count: table.entries.count, threads: options.judgement.threads) {
          [share] (index) throws(DriftlineError) in
          let entry = table.entries[index]
          return Named(name: entry.name, content: try fitted(entry.column, detectors, share))
        })
    case .matrix(let matrix):
      content = try fitted(matrix, detectors, options)
    }
    try content.reference.requireCountable()
    var judgement = options.judgement
    judgement.threads = 1
    return Baseline(detectors: detectors, options: judgement, content: content)
  }

  private static func fitted(
    _ column: Column, _ detectors: [DetectorRequest], _ options: FitOptions
  ) throws(DriftlineError) -> ColumnBaseline {
    switch column {
    case .categorical(let categories): return .categorical(categories)
    case .numeric(let numbers):
      let named = try detectors.made { (request) throws(DriftlineError) in try request.numeric() }
      let asked = named ?? Selection.numericCandidates
      return .numeric(
        try .kept(
          numbers, needs: asked.needs,
          sketch: QuantileSketch(k: options.sketchSize, seed: options.judgement.seed),
          threads: options.judgement.threads))
    }
  }

  private static func fitted(
    _ matrix: Matrix, _ detectors: [DetectorRequest], _ options: FitOptions
  ) throws(DriftlineError) -> Content {
    let asked =
      try detectors.embeddings()
      ?? Selection.embeddings(sensitivity: options.judgement.sensitivity)
    let needs = asked.needs(dimensions: matrix.dimensions)
    if options.rows == 0, let first = asked.first(where: { $0.needs.rows > 0 }) {
      throw DriftlineError(
        .invalidParams,
        "rows is 0, and \(type(of: first).name) looks at rows of the baseline; name detectors that do "
          + "not, or keep some", at: "rows")
    }
    func fit<Scalar: KernelScalar>(
      _: Scalar.Type
    ) throws(DriftlineError) -> EmbeddingBaseline<Scalar> {
      try EmbeddingBaseline(
        fitting: matrix, needs: needs, seed: options.judgement.seed,
        threads: options.judgement.threads)
    }
    if matrix.precision == .single {
      let single = try fit(Float.self)
      if single.profile.sample?.keepsDigits(about: single.geometry.shift) ?? true {
        return .single(
          try single.kept(rows: options.rows ?? single.rowsToKeep, of: matrix))
      }
    }
    let double = try fit(Double.self)
    return .double(try double.kept(rows: options.rows ?? double.rowsToKeep, of: matrix))
  }
}

extension EmbeddingBaseline {
  /// As many rows as keep the baseline under 5 MB, and 256 in any case; where all rows are of half
  /// precision, as embeddings often are, they take half the room.
  var rowsToKeep: Int {
    let width = profile.moments.dimensions
    var bytes = 32 * width + 16_384
    if profile.covariance != nil { bytes += 4 * width * (width + 5) }
    for centres in geometry.centres.values {
      bytes += centres.count * (MemoryLayout<Scalar>.stride + 8)
    }
    for map in geometry.features.values { bytes += 16 * map.count }
    let stored = profile.sample.map { packedWidth(of: $0.values) } ?? MemoryLayout<Scalar>.stride
    let row = width * stored + 8
    return max(256, (5_000_000 - bytes) / row)
  }
}
