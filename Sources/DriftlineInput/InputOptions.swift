/// How a file is read: its format, and which rows and columns of it are wanted.
public struct InputOptions: Sendable {
  /// The formats that are read; each may be compressed by gzip as well.
  public enum Format: String, Sendable, CaseIterable {
    /// NumPy's `.npy`, versions 1.0 to 3.0, in C or Fortran order and either byte order.
    ///
    /// Elements are bool, whole numbers of 1 to 8 bytes or floating-point numbers of 2, 4 or 8;
    /// whole numbers beyond 2^53 become the nearest double. One dimension, or a second of length 1,
    /// makes a column, and two make a matrix.
    case npy
    /// Comma-separated values with a header line, in UTF-8, quoted as RFC 4180 says.
    ///
    /// A column is numeric where all of its values that are not missing are numbers, with or
    /// without spaces around them, and categorical otherwise, its texts then being as written. One
    /// without any value is numeric. Empty lines at the end are ignored; elsewhere one is a missing
    /// value of a single column, and an error where there are more.
    ///
    /// A single column whose first value is an array of numbers, such as `"[0.1, 0.2]"`, is a matrix.
    case csv
    /// One flat JSON object a line; `null` and a key that is left out are missing.
    ///
    /// Numbers make a numeric column, texts and booleans a categorical one; both in one column are
    /// an error unless `types` says what it is. Bare `NaN`, `Infinity` and `-Infinity` are numbers,
    /// and so are the texts `"inf"`, `"-inf"` and `"nan"` among numbers.
    ///
    /// A single key that holds arrays of numbers, all of one length, is a matrix; `null` in place of
    /// an array or within one makes the row missing. Arrays under a key that is not asked for are
    /// skipped.
    case ndjson
    /// A matrix of singles, each row after its length as a 32-bit whole number, little-endian.
    case fvecs
    /// Numbers and nothing else, little-endian: `elementType` and `shape` say what they are, and
    /// `offset` where they start.
    ///
    /// Compressed only where the name ends in `.gz`, as any bytes may be numbers.
    case raw
  }

  /// What the numbers of a raw file are, little-endian.
  public enum ElementType: String, Sendable, CaseIterable {
    /// Floating-point numbers of 2 bytes.
    case f2
    /// Floating-point numbers of 4 bytes.
    case f4
    /// Floating-point numbers of 8 bytes.
    case f8
    /// Signed whole numbers of 4 bytes.
    case i4
    /// Signed whole numbers of 8 bytes.
    case i8
  }

  /// What a column is read as.
  public enum ColumnType: String, Sendable, CaseIterable {
    /// Numbers.
    case numeric
    /// Categories.
    case categorical
  }

  /// The format; `nil` where the file's name, or its first bytes, tell it.
  ///
  /// Names ending in `.npy`, `.csv`, `.ndjson`, `.jsonl`, `.fvecs` and `.raw`, each also with `.gz`,
  /// tell it; standard input and names without an ending are told from the content, but for the last
  /// two.
  public var format: Format?
  /// The columns to read, in this order; `nil` for all.
  ///
  /// With it the dataset is a table, unless it is a single column that holds arrays, or `asMatrix`
  /// is set. A column of an array is named by its index, from `"0"`; an `.fvecs` file has none.
  public var columns: [String]?
  /// The texts that mean a missing value, in `.csv` fields (with or without surrounding spaces,
  /// with or without quotes) and `.ndjson` strings (exactly).
  public var missing: Set<String>
  /// What columns are read as, by name, where the data shall not decide.
  public var types: [String: ColumnType]
  /// The rows to read, from 0 and without the header; `nil` for all.
  ///
  /// Reading stops after the last; rows that are not there are an error.
  public var rows: Range<Int>?
  /// Whether all numeric columns, or those of `columns`, are the values of the rows of one matrix.
  ///
  /// A text among them is then an error. Without `columns`, the keys of the first `.ndjson` object
  /// are the columns. Rows with a missing value are missing as a whole.
  public var asMatrix = false
  /// The type of the numbers of a raw file; refused for all other formats.
  public var elementType: ElementType?
  /// The shape of a raw file, row after row: `[n]` for a column, `[n, d]` for a matrix.
  ///
  /// An n of -1 stands for as many rows as there are. Refused for all other formats.
  public var shape: [Int]?
  /// How many bytes precede the numbers of a raw file; refused for all other formats unless 0.
  public var offset = 0

  /// All rows and columns of a file whose format is told from its name.
  public init() {
    missing = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"]
    types = [:]
  }
}
