/// How a file is read: its format, and which rows and columns of it are wanted.
public struct InputOptions: Sendable {
  /// The formats that are read; each may be compressed by gzip as well.
  public enum Format: String, Sendable, CaseIterable {
    /// NumPy's `.npy`.
    case npy
    /// Comma-separated values with a header line.
    case csv
    /// One JSON object a line.
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
