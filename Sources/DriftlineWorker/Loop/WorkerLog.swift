private import Driftline
private import Foundation
private import Logging

/// What the worker says on standard error: one JSON object a line.
package struct WorkerLog: Sendable {
  /// How grave what is said has to be.
  package enum Level: String, CaseIterable, Sendable {
    /// Nothing is said.
    case off
    /// Our own mistakes.
    case error
    /// What somebody should look at.
    case warn
    /// How the worker begins and ends.
    case info
    /// What becomes of notifications too.
    case debug

    fileprivate var threshold: Logger.Level? {
      switch self {
      case .off: nil
      case .error: .error
      case .warn: .warning
      case .info: .info
      case .debug: .debug
      }
    }
  }

  private let logger: Logger

  /// A log of what is of a level or graver.
  package init(level: Level) {
    logger = Logger(label: "driftline") { _ in
      guard let threshold = level.threshold else { return SwiftLogNoOpLogHandler() }
      return JSONLogHandler(threshold)
    }
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
    // What nobody reads is not written: the worker never waits for its log.
    var place = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    guard unsafe poll(&place, 1, 0) == 1, place.revents & Int16(POLLOUT) != 0 else { return }
    // In one call, so that lines of several threads stay whole.
    _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
