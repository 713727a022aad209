import Driftline
import DriftlineInput
private import Foundation

/// Small files that are read and written as a whole: profiles, and exports of baselines.
enum WholeFile {
  /// Reads a file, or standard input where the path is `-`.
  ///
  /// - Throws: ``DriftlineError`` as `FileAccess.read` does.
  static func read(_ path: String) throws(DriftlineError) -> [UInt8] {
    try FileAccess.everything.read(whole: path)
  }

  /// Writes a file, or standard output where the path is `-`.
  ///
  /// - Throws: ``DriftlineError``: `invalid_params` where standard output is a terminal, and else as
  ///   `FileAccess.write` does; ``StandardOutput/Failure``.
  static func write(_ bytes: [UInt8], to path: String, sparing inputs: [String]) throws {
    guard path == "-" else {
      return try FileAccess.everything.write(bytes, to: path, sparing: inputs)
    }
    guard isatty(STDOUT_FILENO) == 0 else {
      throw DriftlineError(
        .invalidParams, "standard output is a terminal, and these bytes are no text; name a file")
    }
    try StandardOutput.write(bytes)
  }
}
