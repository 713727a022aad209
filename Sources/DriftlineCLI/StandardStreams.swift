import Driftline
private import Foundation

/// Standard input and output for the worker alone.
///
/// The protocol gets descriptors of its own. What a library prints goes to standard error, or to
/// nowhere, and cannot get between two replies; and what reads standard input finds nothing.
struct StandardStreams {
  /// Where requests come from.
  let input: Int32
  /// Where replies go.
  let output: Int32

  /// Takes the streams away from all others.
  ///
  /// - Parameter isSilent: whether standard error goes to nowhere too.
  /// - Throws: ``DriftlineError`` of kind `resource_exhausted` where there are no descriptors left.
  init(isSilent: Bool) throws(DriftlineError) {
    input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    guard input >= 0, output >= 0, nothing >= 0, dup2(nothing, STDIN_FILENO) >= 0,
      !isSilent || dup2(nothing, STDERR_FILENO) >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0
    else {
      throw DriftlineError(
        .resourceExhausted,
        "no descriptors for the worker: \(unsafe String(cString: strerror(errno)))")
    }
    close(nothing)
  }
}
