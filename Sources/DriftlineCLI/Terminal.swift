import Driftline
private import DriftlineInput
private import Foundation

/// What the terminal and the environment can show.
enum Terminal {
  /// Whether a file descriptor is a terminal that understands escape sequences.
  static func isCapable(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && environment["TERM"] != "dumb"
  }

  /// Whether the locale's encoding is UTF-8.
  static var isUnicode: Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
    let name = (locale ?? "").lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  /// Whether colours are to be used where nobody has said so: <https://no-color.org>.
  static var wantsColor: Bool {
    isCapable(STDOUT_FILENO) && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// The width of the terminal that standard output is, from 40 to 200; 80 where it is none.
  static var width: Int {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1,
      unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return 80 }
    return min(max(Int(size.ws_col), 40), 200)
  }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}

/// Gives descriptors 0 to 2 to /dev/null where the caller has closed them.
///
/// Otherwise the next file or queue that is opened would get the number, and be taken for standard
/// input or output.
///
/// - Returns: whether standard output was closed.
func holdStandardDescriptors() -> Bool {
  let isOutputClosed = fcntl(STDOUT_FILENO, F_GETFD) == -1
  for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
    _ = unsafe open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
  }
  return isOutputClosed
}

/// Where results go.
enum StandardOutput {
  /// Standard output did not take what was written.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Writes all of a text.
  ///
  /// Where nobody reads any more, or standard output is closed, the rest is passed over quietly.
  ///
  /// - Returns: whether somebody reads.
  @discardableResult
  static func write(_ text: String) throws -> Bool { try write(Array(text.utf8)) }

  /// Writes bytes that are no text, which a terminal is spared.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` where standard output is a terminal;
  ///   ``Failure``.
  static func writeBinary(_ bytes: [UInt8]) throws {
    guard isatty(STDOUT_FILENO) == 0 else {
      throw DriftlineError(
        .invalidParams, "standard output is a terminal, and these bytes are no text; name a file")
    }
    try write(bytes)
  }

  /// Writes bytes likewise.
  @discardableResult
  static func write(_ bytes: [UInt8]) throws -> Bool {
    guard let error = writeAll(bytes, to: STDOUT_FILENO) else { return true }
    if error == EPIPE { return false }
    throw Failure(description: "standard output: \(unsafe String(cString: strerror(error)))")
  }
}

/// Where errors and progress go.
enum StandardError {
  /// Writes all of a text, or as much as goes.
  static func write(_ text: String) {
    _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
  }
}
