import Foundation
import Testing

/// A program that runs beside the tests: `StoreWriter`, or one of the system's.
final class Child {
  private let identifier: pid_t
  private let output: String
  private var status: Int32?

  /// Starts a program.
  ///
  /// What it says goes into a file, so that no amount of it can block.
  init(_ program: String, _ arguments: [String], in folder: TemporaryFolder) throws {
    output = folder.file("output-\(UUID().uuidString)")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var identifier: pid_t = 0
    let failure = posix_spawnp(&identifier, program, &actions, nil, &words, environ)
    try #require(failure == 0, "\(program): \(String(cString: strerror(failure)))")
    self.identifier = identifier
  }

  /// Starts `StoreWriter`.
  static func writer(_ arguments: [String], in folder: TemporaryFolder) throws -> Child {
    let program = Bundle.main.bundleURL.appendingPathComponent("StoreWriter").path
    return try Child(program, arguments, in: folder)
  }

  /// What it has said up to now; a last line without an end is left out.
  var lines: [Substring] {
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  }

  /// Waits for its end; gives its exit status, or minus the signal that ended it.
  @discardableResult
  func wait() -> Int32 {
    if let status { return status }
    var raw: Int32 = 0
    while waitpid(identifier, &raw, 0) < 0, errno == EINTR {}
    let ended = raw & 0x7F == 0 ? raw >> 8 & 0xFF : -(raw & 0x7F)
    status = ended
    return ended
  }

  /// Ends it as a power cut would, and gives what `wait` gives.
  @discardableResult
  func kill() -> Int32 {
    if status == nil { Foundation.kill(identifier, SIGKILL) }
    return wait()
  }

  /// Waits until it has said a line; `false` where it ends before, or ten seconds pass.
  func waits(for line: String) -> Bool {
    for _ in 0..<10_000 {
      if lines.contains(where: { $0 == line }) { return true }
      usleep(1000)
    }
    return false
  }

  /// Waits until it has said so much, or ten seconds have passed.
  func waits(forBytes size: Int) {
    var status = stat()
    for _ in 0..<40_000 {
      if stat(output, &status) == 0, status.st_size >= size { return }
      usleep(250)
    }
  }

  deinit { kill() }
}
