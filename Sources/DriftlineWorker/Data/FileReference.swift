import Driftline
package import DriftlineInput

/// A file, and how it is read.
package struct FileReference: Sendable {
  /// The ending of a file that holds a profile.
  private static let profileEnding = ".profile"

  /// The file; `-` for standard input, where that may be read.
  package var path: String
  /// The columns to look at: one alone is taken as a column, or as a matrix where it holds arrays, and
  /// several as a table.
  package var columns: [String] = []
  /// Whether the column is named for another file too, as on the command line: an array, which has no
  /// names, is then that column.
  package var sharesColumns = false
  /// Columns that hold categories, whatever they look like.
  package var categorical: [String] = []
  /// Columns that hold numbers.
  package var numeric: [String] = []
  /// Texts that mean a missing value.
  package var missing: [String] = []
  /// Whether only these do.
  package var hasNoDefaultMissing = false
  /// Whether the columns are taken as one matrix.
  package var isMatrix = false
  /// The format; `nil` where name or content tell it.
  package var format: InputOptions.Format?
  /// What the numbers of a raw file are.
  package var elementType: InputOptions.ElementType?
  /// The shape of a raw file.
  package var shape: [Int]?
  /// How many bytes precede its numbers.
  package var offset = 0
  /// The rows to read, from 0; `nil` for all.
  package var rows: Range<Int>?

  /// Whether the file holds a profile, as a name that ends in `.profile` says by itself.
  package var isProfile: Bool

  /// All of a file.
  package init(_ path: String, isProfile: Bool = false) {
    self.path = path
    self.isProfile = isProfile || path.hasSuffix(FileReference.profileEnding)
  }

  /// What a request says of a file.
  init(_ path: String, _ members: inout Parameters) throws(DriftlineError) {
    self.init(path)
    format = try members.choice("format", InputOptions.Format.self)
    elementType = try members.choice("dtype", InputOptions.ElementType.self)
    shape = try members.ints("shape")
    offset = try members.int("offset") ?? 0
    columns = try members.texts("column")
    if let bounds = try members.ints("rows") {
      guard bounds.count == 2, bounds[0] >= 0, bounds[0] <= bounds[1] else {
        throw DriftlineError(
          .invalidParams,
          "\"rows\" is \(bounds); it is [from, to], the first row and the one after the last",
          at: members.place("rows"))
      }
      rows = bounds[0]..<bounds[1]
    }
    categorical = try members.texts("categorical")
    numeric = try members.texts("numeric")
    missing = try members.texts("missing")
    hasNoDefaultMissing = try members.flag("no_default_missing")
    isMatrix = try members.flag("matrix")
    if let name = categorical.first(where: numeric.contains) {
      throw DriftlineError(
        .invalidParams, "the column \"\(brief(name))\" is named as categorical and as numeric",
        at: members.place("categorical"))
    }
  }

  /// The first thing that was said of how the data lie; `nil` where nothing was.
  private var given: String? {
    let all: [(String, Bool)] = [
      ("column", !columns.isEmpty), ("categorical", !categorical.isEmpty),
      ("numeric", !numeric.isEmpty), ("missing", !missing.isEmpty),
      ("no_default_missing", hasNoDefaultMissing), ("matrix", isMatrix), ("format", format != nil),
      ("dtype", elementType != nil), ("shape", shape != nil), ("offset", offset != 0),
      ("rows", rows != nil),
    ]
    return all.first(where: \.1)?.0
  }

  /// Reads the file as a profile.
  func profile(_ access: FileAccess) throws(DriftlineError) -> Profile {
    if let given {
      throw DriftlineError(
        .invalidParams,
        given == "column"
          ? "\(path): a profile has the columns of its baseline; leave out \"column\""
          : "\(path): a profile is measured already; leave out \"\(given)\"", at: given)
    }
    return try Profile.read(path, access)
  }

  /// Opens the file as data.
  ///
  /// The categorical columns of the baseline are categorical here too: codes such as 1 and 2 stay
  /// categories where no other value happens to occur.
  func dataset(
    for baseline: ExpectedData?, _ access: FileAccess
  ) throws(DriftlineError) -> Dataset {
    var options = InputOptions()
    if hasNoDefaultMissing { options.missing = [] }
    options.missing.formUnion(missing)
    options.format = format
    options.asMatrix = isMatrix
    options.elementType = elementType
    options.shape = shape
    options.offset = offset
    options.rows = rows
    for name in categorical { options.types[name] = .categorical }
    for name in numeric { options.types[name] = .numeric }
    let asked = options.types
    if let baseline, !isArray {
      let names = baseline.kind == .categorical ? columns : baseline.categories
      for name in names where asked[name] == nil { options.types[name] = .categorical }
    }
    options.columns = columns.isEmpty ? nil : columns
    do { return try picked(options, access) } catch {
      throw FileReference.lacking(error, asked: asked) ?? error
    }
  }

  private func picked(
    _ options: InputOptions, _ access: FileAccess
  ) throws(DriftlineError) -> Dataset {
    guard columns.count == 1, let name = columns.first else {
      return try readDataset(path: path, options: options, access: access)
    }
    var options = options
    // An array numbers its columns: beside a table, one that has a single column is the one that is
    // named, and one that has several is what a column of arrays is elsewhere.
    if sharesColumns, isArray, Int(name) == nil { options.columns = nil }
    let dataset = try readDataset(path: path, options: options, access: access)
    if case .table(let table) = dataset, let column = table[name] { return .column(column) }
    return dataset
  }

  private var isArray: Bool {
    let arrays: [InputOptions.Format] = [.npy, .fvecs, .raw]
    if let format { return arrays.contains(format) }
    let name = path.lowercased()
    return arrays.contains {
      name.hasSuffix("." + $0.rawValue) || name.hasSuffix("." + $0.rawValue + ".gz")
    }
  }

  /// The current data lack a categorical column of the baseline: that is about the data, and not about
  /// types that nobody has given.
  private static func lacking(
    _ error: DriftlineError, asked: [String: InputOptions.ColumnType]
  ) -> DriftlineError? {
    guard error.kind == .invalidParams, error.location == "types",
      case .string(let name) = error.details.last(where: { $0.key == "got" })?.value,
      asked[name] == nil
    else { return nil }
    return DriftlineError(
      .shapeMismatch, "\(error.message); the baseline has it", at: "current",
      details: error.details)
  }
}
