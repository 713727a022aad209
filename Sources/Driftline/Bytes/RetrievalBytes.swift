extension RetrievalBaseline {
  /// The baseline as bytes, for a file or another machine: docs/format.md.
  public var bytes: [UInt8] { sealed.bytes }

  /// The SHA-256 of all that is kept, as 64 lower-case hexadecimal digits.
  public var digest: String { sealed.digestText }

  /// Reads a baseline.
  ///
  /// - Throws: ``DriftlineError``: `data_format` where the bytes are no retrieval baseline or are
  ///   damaged, `unsupported_format` where a newer version wrote them.
  /// - Complexity: O(size).
  public init(bytes: [UInt8]) throws(DriftlineError) {
    let sealed = try Sealed(opening: bytes, as: .retrieval)
    let (detector, rows) = try Self.content(of: sealed)
    try self.init(detector, scaling: rows, sealed: sealed, side: "stored")
  }

  /// The bytes made anew from what is in them.
  package func rewritten() throws(DriftlineError) -> [UInt8] {
    let (detector, rows) = try Self.content(of: sealed)
    return Self.sealed(detector, rows).bytes
  }

  static func sealed(_ detector: Retrieval, _ rows: RetrievedRows) -> Sealed {
    var out = ByteWriter()
    out.section("PAIR") { rows.write(to: &$0) }
    out.section("ASKS") { DetectorRequest(detector).write(to: &$0) }
    return Sealed(sealing: out.bytes, as: .retrieval)
  }

  private static func content(
    of sealed: Sealed
  ) throws(DriftlineError) -> (Retrieval, RetrievedRows) {
    var input = sealed.reader
    let rows = try input.section("PAIR") { (input) throws(DriftlineError) in
      try RetrievedRows(from: &input)
    }
    let detector = try input.section("ASKS") { (input) throws(DriftlineError) in
      try Retrieval(from: &input)
    }
    try input.finish()
    return (detector, rows)
  }
}

extension Retrieval {
  /// Reads the detector, whose parameters are all there and in the order of the list.
  fileprivate init(from input: inout ByteReader) throws(DriftlineError) {
    let start = input.offset
    let request = try DetectorRequest(from: &input)
    guard request.name == Retrieval.name else {
      throw input.damage(
        "the detector", is: request.name, expected: Retrieval.name, at: start)
    }
    try self.init(request.parameters)
    guard DetectorRequest(self) == request else {
      throw input.damage(
        "the parameters", is: "incomplete, or written in another way",
        expected: "each of them once, in order", at: start)
    }
  }
}

extension RetrievalBaseline: Equatable {
  /// Whether two baselines have the same bytes.
  public static func == (a: RetrievalBaseline, b: RetrievalBaseline) -> Bool {
    a.digest == b.digest
  }
}
