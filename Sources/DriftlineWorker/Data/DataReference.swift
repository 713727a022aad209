package import Driftline
package import DriftlineInput

/// Data as a request names them: written out, in memory that is shared, or in a file.
///
/// Nothing is read before ``batch(for:_:)`` is called; memory is then that of the form, and files and
/// shared memory are read block by block, as often as the detectors need.
package struct DataReference: Sendable {
  /// What there is to read.
  indirect enum Form: Sendable {
    case numbers(InlineNumbers)
    case rows(JSONValue)
    case categories(JSONValue)
    case counts(JSONValue)
    case table([(name: String, data: DataReference)])
    case base64(JSONText, RawLayout)
    case file(FileReference)
    case sharedMemory(String, RawLayout)
    case descriptor(process: Int32, number: Int32, RawLayout)
    case profile(ProfileReference)
    case parts([DataReference])
  }

  let form: Form
  /// Where it stands in the request, as a JSON pointer; the parameter's name on the command line.
  let pointer: String

  init(_ form: Form, at pointer: String) {
    self.form = form
    self.pointer = pointer
  }

  /// A file, as the command line names it.
  package init(_ file: FileReference, at parameter: String) {
    self.init(.file(file), at: parameter)
  }

  /// Whether it is a profile, or several, and no data.
  package var isProfile: Bool {
    switch form {
    case .profile: true
    case .file(let file): file.isProfile
    case .parts(let parts): parts.contains(where: \.isProfile)
    default: false
    }
  }

  /// The files that are read.
  package var files: [String] {
    switch form {
    case .file(let file): [file.path]
    case .parts(let parts): parts.flatMap(\.files)
    case .table(let columns): columns.flatMap(\.data.files)
    default: []
    }
  }

  // MARK: - Reading

  /// Opens the data, or reads the profile.
  ///
  /// - Parameters:
  ///   - baseline: what they will be held against, which decides what columns hold; `nil` where they
  ///     stand for themselves.
  ///   - access: the files that may be read.
  /// - Returns: the data, or the profile.
  /// - Throws: ``DriftlineError``, with the pointer where nothing more exact is known.
  func batch(
    for baseline: ExpectedData?, _ access: FileAccess
  ) throws(DriftlineError) -> Batch {
    do {
      guard isProfile else {
        let data = try dataset(for: baseline, access)
        return .data(baseline?.fitting(data, named: onlyName) ?? data)
      }
      return .profile(try profile(access))
    } catch {
      throw error.placed(at: pointer)
    }
  }

  /// Opens the data, to be put beside others: what columns hold is then as it is there.
  ///
  /// - Throws: as ``batch(for:_:)``, and `invalid_params` where this is a profile, which has no rows.
  package func rows(
    like other: Dataset?, _ access: FileAccess
  ) throws(DriftlineError) -> Dataset {
    switch try batch(for: other.map(ExpectedData.init), access) {
    case .data(let data): return data
    case .profile:
      throw DriftlineError(
        .invalidParams, "a profile has no rows to draw from; give the data that it was made of",
        at: pointer)
    }
  }

  /// Opens the data.
  ///
  /// - Throws: as ``batch(for:_:)``, and `invalid_params` where this is a profile.
  func dataset(
    for baseline: ExpectedData?, _ access: FileAccess
  ) throws(DriftlineError) -> Dataset {
    do throws(DriftlineError) {
      let data = try opened(for: baseline, access)
      if case .matrix(let matrix) = data { try DataReference.requireRoom(for: matrix) }
      return data
    } catch { throw error.placed(at: pointer) }
  }

  /// The most values that a row may have: some rows, and the means of both sides, are always in memory.
  private static let mostDimensions = 1 << 20

  private static func requireRoom(for matrix: Matrix) throws(DriftlineError) {
    guard matrix.dimensions > mostDimensions else { return }
    throw DriftlineError(
      .resourceExhausted,
      "the rows have \(matrix.dimensions) values each; up to \(mostDimensions) are taken",
      details: [.init("limit", .int(mostDimensions)), .init("got", .int(matrix.dimensions))])
  }

  /// The name of the only column that was asked for of a file.
  private var onlyName: String? {
    switch form {
    case .file(let file): file.columns.count == 1 ? file.columns[0] : nil
    case .parts(let parts): parts[0].onlyName
    default: nil
    }
  }

  private func opened(
    for baseline: ExpectedData?, _ access: FileAccess
  ) throws(DriftlineError) -> Dataset {
    switch form {
    case .numbers(let numbers): return try numbers.dataset()
    case .rows(let rows): return .matrix(try InlineData.matrix(rows, at: pointer))
    case .categories(let values):
      return .column(.categorical(try InlineData.categories(values, at: pointer)))
    case .counts(let counts):
      return .column(.categorical(try InlineData.counts(counts, at: pointer)))
    case .table(let columns):
      var read: [(name: String, column: Column)] = []
      for (name, data) in columns {
        guard case .column(let column) = try data.dataset(for: nil, access) else {
          throw DriftlineError(
            .shapeMismatch, "\"\(brief(name))\" is no column; a table has columns only",
            at: data.pointer)
        }
        read.append((name, column))
      }
      return .table(try Table(read))
    case .base64(let text, let layout):
      return try readDataset(
        try decodedBase64(text), name: pointer, elementType: layout.type, shape: layout.shape)
    case .file(let file): return try file.dataset(for: baseline, access)
    case .sharedMemory(let name, let layout):
      return try readDataset(sharedMemory: name, options: layout.options)
    case .descriptor(let process, let number, let layout):
      return try readDataset(
        process: process, descriptor: number, options: layout.options)
    case .profile:
      throw DriftlineError(.invalidParams, "this is a profile, and data are needed")
    case .parts(let parts):
      var read: [Dataset] = []
      for part in parts { read.append(try part.dataset(for: baseline, access)) }
      return try JoinedData.joined(read, at: parts.map(\.pointer))
    }
  }

  private func profile(_ access: FileAccess) throws(DriftlineError) -> Profile {
    switch form {
    case .profile(let reference): return try reference.profile()
    case .file(let file): return try file.profile(access)
    case .parts(let parts):
      var sum: Profile?
      for part in parts {
        guard part.isProfile else {
          throw DriftlineError(
            .invalidParams, "one part is a profile and this is none", at: part.pointer)
        }
        let next = try part.profile(access)
        do { try sum?.merge(next) } catch { throw error.placed(at: part.pointer) }
        sum = sum ?? next
      }
      guard let sum else { preconditionFailure("a profile among no parts") }
      return sum
    default: preconditionFailure("data are no profile")
    }
  }
}

extension DriftlineError {
  /// Whether it says where in the request it is; a path begins with a slash as well.
  var isPlaced: Bool {
    guard let location else { return false }
    return ["/params", "/method", "/jsonrpc", "/id"].contains {
      location == $0 || location.hasPrefix($0 + "/")
    }
  }

  /// The error, with a place where it has none.
  func placed(at pointer: String) -> DriftlineError {
    if isPlaced { return self }
    var placed = self
    if let location, location != pointer, kind.isOfData,
      !details.contains(where: { $0.key == "file" })
    {
      placed.details.append(.init("source", .string(location)))
    }
    placed.location = pointer
    return placed
  }
}

extension DriftlineError.Kind {
  /// Whether it is about data that were read.
  fileprivate var isOfData: Bool { (1101...1108).contains(code) }
}

extension DataReference {
  /// What messages call it: the file, or its place in the request.
  var title: String {
    if case .file(let file) = form { file.path } else { pointer }
  }
}

extension DataReference {
  /// The columns that are asked for by name; `nil` where all are.
  var columns: [String]? {
    switch form {
    case .file(let file): file.columns.isEmpty ? nil : file.columns
    case .parts(let parts): parts[0].columns
    default: nil
    }
  }
}
