/// How a file is read: its format, and which rows and columns of it are wanted.
public struct InputOptions: Sendable {
  /// The formats that are read; each may be compressed by gzip as well.
  public enum Format: String, Sendable, CaseIterable {
    /// NumPy's `.npy`, versions 1.0 to 3.0, in C or Fortran order and either byte order.
    ///
    /// Elements are bool, whole numbers of 1 to 8 bytes or floating-point numbers of 2, 4 or 8;
    /// whole numbers beyond 2^53 become the nearest double.
    case npy
    /// Comma-separated values with a header line, in UTF-8, quoted as RFC 4180 says.
    ///
    /// A column is numeric where all of its values that are not missing are numbers, with or
    /// without spaces around them, and categorical otherwise, its texts then being as written. One
    /// without any value is numeric. Empty lines at the end are ignored; elsewhere one is a missing
    /// value of a single column, and an error where there are more.
    case csv
    /// One flat JSON object a line; `null` and a key that is left out are missing.
    ///
    /// Numbers make a numeric column, texts and booleans a categorical one; both in one column are
    /// an error unless `types` says what it is. Bare `NaN`, `Infinity` and `-Infinity` are numbers,
    /// and so are the texts `"inf"`, `"-inf"` and `"nan"` among numbers.
    case ndjson
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
  /// Names ending in `.npy`, `.csv`, `.ndjson` and `.jsonl`, each also with `.gz`, tell it; standard
  /// input and names without an ending are told from the content.
  public var format: Format?
  /// The columns to read, in this order; `nil` for all.
  ///
  /// With it the dataset is always a table.
  /// A column of an `.npy` matrix is named by its index, from `"0"`.
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

  /// All rows and columns of a file whose format is told from its name.
  public init() {
    missing = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"]
    types = [:]
  }
}
