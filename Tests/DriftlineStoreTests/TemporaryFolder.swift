import DriftlineStore
import Foundation

/// A folder in memory where there is such a place, which goes with the value that holds it.
final class TemporaryFolder {
  let path: String

  init() throws {
    let memory = "/dev/shm"
    let root =
      access(memory, W_OK) == 0 ? memory : FileManager.default.temporaryDirectory.path
    path = root + "/driftline-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { path + "/" + name }

  /// The bytes of a file in the folder.
  func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// Writes a file in the folder, of which no program that is started meanwhile gets hold.
  func write(_ bytes: [UInt8], to name: String) throws {
    let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    let written = Foundation.write(descriptor, bytes, bytes.count)
    guard written == bytes.count else { throw CocoaError(.fileWriteUnknown) }
  }

  /// The permissions of a file in the folder, as `chmod` writes them; 0 where there is none.
  func permissions(_ name: String) -> mode_t {
    var status = stat()
    return stat(file(name), &status) == 0 ? status.st_mode & 0o777 : 0
  }
}
