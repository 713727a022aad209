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

  /// Writes a file in the folder.
  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
  }

  /// The permissions of a file in the folder, as `chmod` writes them; 0 where there is none.
  func permissions(_ name: String) -> mode_t {
    var status = stat()
    return stat(file(name), &status) == 0 ? status.st_mode & 0o777 : 0
  }
}
