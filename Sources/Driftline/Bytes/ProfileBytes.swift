extension Profile {
  /// The profile as bytes, for a file or another machine: docs/format.md.
  ///
  /// - Complexity: O(size).
  public var bytes: [UInt8] {
    var out = ByteWriter()
    out.section("FITS") { $0.string(geometryDigest) }
    out.section("PART") { content.write(to: &$0) }
    return Sealed(sealing: out.bytes, as: .profile).bytes
  }

  /// Reads a profile; the baseline that it was measured against need not be there.
  ///
  /// - Throws: ``DriftlineError``: `data_format` where the bytes are no profile or are damaged,
  ///   `unsupported_format` where a newer version wrote them.
  /// - Complexity: O(size).
  public init(bytes: [UInt8]) throws(DriftlineError) {
    var input = try Sealed(opening: bytes, as: .profile).reader
    geometryDigest = try input.section("FITS") { (input) throws(DriftlineError) in
      try input.digest("the geometry's digest")
    }
    content = try input.section("PART") { (input) throws(DriftlineError) in
      try Content(from: &input)
    }
    try input.finish()
  }
}

extension Profile: Equatable {
  /// Whether two profiles have the same bytes.
  public static func == (a: Profile, b: Profile) -> Bool {
    a.geometryDigest == b.geometryDigest && a.bytes == b.bytes
  }
}

extension ByteReader {
  /// A SHA-256 as text.
  mutating func digest(_ field: String) throws(DriftlineError) -> String {
    let place = offset
    let text = try string(field, maximum: 64)
    guard text.utf8.count == 64,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else {
      throw damage(
        field, is: "\"\(text)\"", expected: "64 lower-case hexadecimal digits", at: place)
    }
    return text
  }
}

/// One byte for the kind of data, then the parts.
extension Profile.Content: StoredPart {
  func write(to out: inout ByteWriter) {
    switch self {
    case .column(let column):
      out.u8(0)
      column.write(to: &out)
    case .table(let columns):
      out.u8(1)
      out.named(columns)
    case .single(let profile):
      out.u8(2)
      profile.write(to: &out)
    case .double(let profile):
      out.u8(3)
      profile.write(to: &out)
    }
  }

  init(from input: inout ByteReader) throws(DriftlineError) {
    let kind = try input.u8("the kind of data")
    switch kind {
    case 0: self = .column(try ColumnProfile(from: &input))
    case 1: self = .table(try input.named())
    case 2: self = .single(try EmbeddingProfile(from: &input))
    case 3: self = .double(try EmbeddingProfile(from: &input))
    default:
      throw input.damage("the kind of data", is: kind, expected: "0 to 3", at: input.offset - 1)
    }
    guard rows <= mostRows else {
      throw input.damage("the number of rows", is: rows, expected: "at most \(mostRows)")
    }
  }
}

/// One byte for the kind of column, then its parts.
extension ColumnProfile: StoredPart {
  func write(to out: inout ByteWriter) {
    switch self {
    case .numeric(let profile):
      out.u8(0)
      profile.write(to: &out)
    case .categorical(let column):
      out.u8(1)
      column.write(to: &out)
    }
  }

  init(from input: inout ByteReader) throws(DriftlineError) {
    switch try input.flag("whether a column is of categories") {
    case false: self = .numeric(try NumericProfile(from: &input))
    case true: self = .categorical(try CategoricalColumn(from: &input))
    }
  }
}

/// Columns with their names: their number, then each name with what it names.
extension ByteWriter {
  /// Writes columns in their order.
  mutating func named(_ columns: [Named<some StoredPart>]) {
    u64(UInt64(columns.count))
    for column in columns {
      string(column.name)
      column.content.write(to: &self)
    }
  }
}

extension ByteReader {
  /// Reads columns of different names, at least one.
  mutating func named<Part: StoredPart>() throws(DriftlineError) -> [Named<Part>] {
    let number = try items("columns", atLeast: 6)
    guard number > 0 else { throw damage("the number of columns", is: 0, expected: "1 or more") }
    var names: Set<String> = []
    var columns: [Named<Part>] = []
    for _ in 0..<number {
      let place = offset
      let name = try string("a column's name")
      guard names.insert(name).inserted else {
        throw damage(
          "a column's name", is: "\"\(name)\" again", expected: "another name", at: place)
      }
      columns.append(Named(name: name, content: try Part(from: &self)))
    }
    return columns
  }
}
