import Driftline

extension NDJSONReader {
  /// The keys whose values are the rows of a matrix; `nil` where the file is a table.
  ///
  /// It is a matrix where it shall be one, or where the one key that is wanted, or that its first
  /// object has, starts with an array.
  mutating func keysOfRows() throws(DriftlineError) -> [String]? {
    let keys = options.asMatrix ? try keysOfMatrix() : try keyOfArrays().map { [$0] }
    if let name = keys?.first(where: { options.types[$0] == .categorical }) {
      guard options.asMatrix else { return nil }
      throw .categoriesInMatrix(name, file: file)
    }
    return keys
  }

  /// The keys that are named, or all those of the first object.
  private mutating func keysOfMatrix() throws(DriftlineError) -> [String] {
    if let names = options.columns { return names }
    return try nextObject()?.map(\.name) ?? []
  }

  /// The one key that holds arrays, if there is such a one.
  private mutating func keyOfArrays() throws(DriftlineError) -> String? {
    if let names = options.columns, names.count > 1 { return nil }
    var key = options.columns?.first
    while let members = try nextObject() {
      if key == nil, members.count > 1 { return nil }
      key = key ?? members.first?.name
      switch members.first(where: { $0.name == key })?.holds {
      case .array: return key
      case .missing, nil: continue
      case .value: return nil
      }
    }
    return nil
  }

  /// What a key holds, as far as it matters for telling a matrix.
  private enum Holding { case array, missing, value }

  /// The members of the next object; `nil` at the file's end.
  ///
  /// Where there is some damage, those before it: whoever reads the rows that are wanted says what is
  /// wrong.
  private mutating func nextObject() throws(DriftlineError) -> [(name: String, holds: Holding)]? {
    if line == 0 { try window.skipByteOrderMark() }
    while let range = try nextLine() {
      var scanner = JSONScanner(window.bytes, range)
      if scanner.isAtEnd() { continue }
      var members: [(name: String, holds: Holding)] = []
      try? list(&scanner, &members)
      return members
    }
    return nil
  }

  private func list(
    _ scanner: inout JSONScanner, _ members: inout [(name: String, holds: Holding)]
  ) throws(JSONScanner.Fault) {
    var hasMore = try scanner.openObject()
    while hasMore {
      let key = try scanner.key()
      let name = scanner.withText(key) { bytes, range in bytes.text(range) }
      switch try scanner.value() {
      case .null: members.append((name, .missing))
      case .text(let text) where scanner.withText(text, missing.contains):
        members.append((name, .missing))
      case .array:
        members.append((name, .array))
        try scanner.skipArray()
      default: members.append((name, .value))
      }
      hasMore = try scanner.nextMember()
    }
  }

  // MARK: - Reading rows

  /// Reads all wanted rows as those of a matrix: a number from each key, or an array from one.
  mutating func matrix() throws(DriftlineError) -> Matrix {
    let count = try readRows()
    _ = try wantedNames(options.columns)
    var rows = rows ?? GappedRows()
    self.rows = nil
    rows.addMissing(to: count)
    return try rows.matrix(orOf: options.asMatrix ? row.count : nil, file: file)
  }

  /// Takes in a value of a row.
  mutating func addToRow(
    _ value: JSONScanner.Value, _ scanner: inout JSONScanner, key place: Int, slot: Int, row: Int,
    start: Int
  ) throws(JSONScanner.Fault) {
    switch value {
    case .null: return
    case .array where self.row.count == 1:
      guard var rows else { return }
      self.rows = nil  // Of two references, the first change would copy all rows.
      rows.addMissing(to: row)
      try scanner.array(into: &rows)
      self.rows = rows
      try endRow(at: start)
    case .number(let number, _) where options.asMatrix: self.row[slot] = number
    case .text(let text) where scanner.withText(text, missing.contains): return
    case .text(let text) where options.asMatrix:
      guard let number = scanner.withText(text, numberOfWord) else {
        throw fault(place, "holds a text, and a matrix holds numbers", at: start)
      }
      self.row[slot] = number
    case .array:
      throw fault(place, "holds an array; a matrix of arrays has no other columns", at: start)
    default:
      throw fault(
        place,
        options.asMatrix
          ? "holds no number, and a matrix holds numbers"
          : "holds no array of numbers, and a value before it is one", at: start)
    }
  }

  /// Ends a row of numbers from keys.
  mutating func endObject(_ row: Int) throws(JSONScanner.Fault) {
    if self.row.count == 1, self.row[0].isNaN { return }
    guard options.asMatrix else { return }
    rows?.addMissing(to: row)
    for slot in self.row.indices {
      rows?.append(self.row[slot])
      self.row[slot] = .nan
    }
    try endRow(at: begin)
  }

  private mutating func endRow(at index: Int) throws(JSONScanner.Fault) {
    if let lengths = rows?.endRow() {
      throw .init(problem: lengths.problem, index: index, details: lengths.details)
    }
  }
}
