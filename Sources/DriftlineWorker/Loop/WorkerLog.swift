private import Driftline
package import Logging
private import Foundation

/// What the worker says on standard error: one JSON object a line.
package struct WorkerLog: Sendable {
  private let logger: Logger

  /// A log of what is of a level or graver; `nil` for nothing at all.
  package init(level: Logger.Level?) {
    var logger = Logger(label: "driftline") { _ in
      guard let level else { return SwiftLogNoOpLogHandler() }
      return JSONLogHandler(level)
    }
    if let level { logger.logLevel = level }
    self.logger = logger
  }

  func debug(_ message: String) { logger.debug("\(message)") }
  func info(_ message: String) { logger.info("\(message)") }
  package func error(_ message: String) { logger.error("\(message)") }
}

/// Writes entries of a log as JSON.
private struct JSONLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(_ level: Logger.Level) { logLevel = level }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let members: [JSON.Member] = [
      .init("time", .string(Date.now.ISO8601Format())),
      .init("level", .string(event.level.rawValue)),
      .init("message", .string(event.message.description)),
    ]
    let line = Array((JSON.object(members).text + "\n").utf8)
    // In one call, so that lines of several threads stay whole.
    _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
