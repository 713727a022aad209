extension Baseline {
  /// The baseline as bytes, for a file or another machine: docs/format.md.
  ///
  /// - Complexity: O(size) when it is first asked for.
  public var bytes: [UInt8] { seal.sealed.bytes }

  /// The SHA-256 of all that is kept, as 64 lower-case hexadecimal digits.
  public var digest: String { seal.sealed.digestText }

  /// The SHA-256 of the geometry alone, which `updated` leaves as it is: what profiles were measured
  /// against.
  public var geometryDigest: String { seal.geometryDigest }

  /// Reads a baseline.
  ///
  /// - Throws: ``DriftlineError``: `data_format` where the bytes are no baseline or are damaged,
  ///   `unsupported_format` where a newer version wrote them, or they ask for a detector that is not
  ///   known.
  /// - Complexity: O(size).
  public init(bytes: [UInt8]) throws(DriftlineError) {
    let sealed = try Sealed(opening: bytes, as: .baseline)
    var input = sealed.reader
    let start = input.offset
    let geometry = try input.section("GEOM") { (input) throws(DriftlineError) in
      try Geometry(from: &input)
    }
    let end = input.offset
    let content = try input.section("DATA") { (input) throws(DriftlineError) in
      try Content(geometry, &input)
    }
    let (detectors, options) = try input.section("ASKS") { (input) throws(DriftlineError) in
      try Baseline.questions(&input)
    }
    try input.finish()
    self.init(
      detectors: detectors, options: options, content: content,
      seal: Seal(sealed, geometry: start..<end))
    try content.accept(content.reference, isReference: true)
  }

  /// The same baseline, whose bytes are made anew.
  package func rewritten() -> Baseline {
    Baseline(detectors: detectors, options: options, content: content)
  }

  /// The bytes and the digests, made when they are first asked for.
  private var seal: Seal {
    known.value {
      var out = ByteWriter()
      out.section("GEOM") { Geometry(content).write(to: &$0) }
      let end = Sealed.headerBytes + out.bytes.count
      out.section("DATA") { content.writeData(to: &$0) }
      out.section("ASKS") {
        $0.u64(UInt64(detectors.count))
        for detector in detectors { detector.write(to: &$0) }
        options.write(to: &$0)
      }
      return Seal(
        Sealed(sealing: out.bytes, as: .baseline), geometry: Sealed.headerBytes..<end)
    }
  }

  private static func questions(
    _ input: inout ByteReader
  ) throws(DriftlineError) -> ([DetectorRequest], CompareOptions) {
    var detectors: [DetectorRequest] = []
    for _ in 0..<(try input.items("detectors", atLeast: 12)) {
      detectors.append(try DetectorRequest(from: &input))
    }
    var options = try CompareOptions(from: &input)
    options.threads = 1
    return (detectors, options)
  }

  /// What is made of a baseline's bytes.
  struct Seal: Sendable {
    let sealed: Sealed
    let geometryDigest: String

    /// `geometry` are the bytes of its section.
    init(_ sealed: Sealed, geometry: Range<Int>) {
      self.sealed = sealed
      geometryDigest = hexadecimal(sealed.digest(of: geometry))
    }
  }
}

extension Baseline: Equatable {
  /// Whether two baselines have the same bytes.
  public static func == (a: Baseline, b: Baseline) -> Bool { a.digest == b.digest }
}
