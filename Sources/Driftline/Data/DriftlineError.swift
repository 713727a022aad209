/// What was wrong with the caller's data or parameters: what, where, and what was expected.
///
/// A mistake of the program itself (an index out of range, say) is a precondition, not an error.
public struct DriftlineError: Error, Sendable, Equatable {
  /// The kinds of error; the raw value is the word that callers match on.
  public enum Kind: String, Sendable, CaseIterable {
    /// A line that is no JSON.
    case parseError = "parse_error"
    /// JSON that is no request.
    case invalidRequest = "invalid_request"
    /// There is no method of that name.
    case methodNotFound = "method_not_found"
    /// A parameter is unknown, of the wrong type or out of its range.
    case invalidParams = "invalid_params"
    /// The caller has taken the request back.
    case cancelled
    /// A line that is longer than lines may be.
    case lineTooLong = "line_too_long"
    /// A reply that is longer than replies may be.
    case replyTooLarge = "reply_too_large"
    /// The time that the caller gave has passed.
    case deadlineExceeded = "deadline_exceeded"
    /// There is other work, and the caller would not wait.
    case busy
    /// No new work is taken any more.
    case shuttingDown = "shutting_down"
    /// There is no such file or it cannot be opened.
    case dataNotFound = "data_not_found"
    /// The bytes are not what their format promises.
    case dataFormat = "data_format"
    /// Columns, rows or lengths that do not fit each other.
    case shapeMismatch = "shape_mismatch"
    /// Fewer values than the question needs.
    case insufficientData = "insufficient_data"
    /// A format, type or version that is not read.
    case unsupportedFormat = "unsupported_format"
    /// A file changed while it was read.
    case dataChanged = "data_changed"
    /// A file outside the folders that may be read.
    case pathDenied = "path_denied"
    /// There is no baseline, stream or version of that name.
    case baselineNotFound = "baseline_not_found"
    /// There is a baseline of that name already.
    case baselineExists = "baseline_exists"
    /// Somebody else has changed what was to be changed.
    case versionConflict = "version_conflict"
    /// A profile of another baseline, or one that lacks what a detector needs.
    case incompatibleProfile = "incompatible_profile"
    /// There is no monitor of that name.
    case monitorNotFound = "monitor_not_found"
    /// Another process holds the store for longer than one waits.
    case storeBusy = "store_busy"
    /// The store's file is damaged, or no store.
    case storeCorrupt = "store_corrupt"
    /// The store's file cannot be written.
    case storeReadonly = "store_readonly"
    /// There is no room for what was to be stored.
    case storeFull = "store_full"
    /// Not enough memory, disk or handles.
    case resourceExhausted = "resource_exhausted"
    /// Our own mistake.
    case `internal`

    /// The number that goes with the kind in the worker's replies.
    public var code: Int {
      switch self {
      case .parseError: -32700
      case .invalidRequest: -32600
      case .methodNotFound: -32601
      case .invalidParams: -32602
      case .internal: -32603
      case .cancelled: 1001
      case .lineTooLong: 1003
      case .replyTooLarge: 1004
      case .deadlineExceeded: 1005
      case .busy: 1006
      case .shuttingDown: 1007
      case .dataNotFound: 1101
      case .dataFormat: 1102
      case .shapeMismatch: 1103
      case .insufficientData: 1105
      case .unsupportedFormat: 1106
      case .dataChanged: 1107
      case .pathDenied: 1108
      case .baselineNotFound: 1201
      case .baselineExists: 1202
      case .versionConflict: 1203
      case .incompatibleProfile: 1204
      case .monitorNotFound: 1205
      case .storeBusy: 1301
      case .storeCorrupt: 1302
      case .storeReadonly: 1303
      case .storeFull: 1304
      case .resourceExhausted: 1401
      }
    }

    /// Whether the same call may succeed a moment later.
    public var isRetryable: Bool {
      switch self {
      case .cancelled, .deadlineExceeded, .busy, .shuttingDown, .versionConflict, .storeBusy,
        .resourceExhausted:
        true
      default: false
      }
    }
  }

  /// The kind of error.
  public var kind: Kind
  /// One sentence for people: what was wrong, where, and what was expected.
  public var message: String
  /// Where: a file with line and column, a column's name, a parameter's name.
  public var location: String?
  /// Further facts for programs, such as `line`, `column`, `expected`, `got`, `n`, `min`.
  public var details: [JSON.Member]

  /// An error of a kind, with its message.
  public init(
    _ kind: Kind, _ message: String, at location: String? = nil, details: [JSON.Member] = []
  ) {
    self.kind = kind
    self.message = message
    self.location = location
    self.details = details
  }

  /// The error as the worker writes it.
  public var json: JSON {
    var data: [JSON.Member] = [
      .init("kind", .string(kind.rawValue)), .init("retryable", .bool(kind.isRetryable)),
    ]
    if let location { data.append(.init("where", .string(location))) }
    return .object([
      .init("code", .int(kind.code)), .init("message", .string(message)),
      .init("data", .object(data + details)),
    ])
  }
}
