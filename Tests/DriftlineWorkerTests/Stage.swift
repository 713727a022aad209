import Foundation
import Synchronization

/// Where work of a test begins, and waits until it is let go.
final class Stage: @unchecked Sendable {
  private static let stages = Mutex<[String: Stage]>([:])

  let name = UUID().uuidString
  private let condition = NSCondition()
  private var begunTags: [Int] = []
  private var released: Set<Int> = []

  init() { Stage.stages.withLock { $0[name] = self } }

  static func named(_ name: String) -> Stage? { stages.withLock { $0[name] } }

  /// What has begun, in order.
  var begun: [Int] { condition.withLock { begunTags } }

  /// Says that work has begun.
  func begin(_ tag: Int) {
    condition.withLock {
      begunTags.append(tag)
      condition.broadcast()
    }
  }

  /// Waits until work may go on.
  func pass(_ tag: Int) { wait("release of \(tag)") { released.contains(tag) } }

  /// Waits until so much work has begun, and says which.
  @discardableResult func waitUntilBegun(_ count: Int) -> [Int] {
    wait("\(count) to begin") { begunTags.count >= count }
    return begun
  }

  /// Lets work go on.
  func release(_ tags: Int...) {
    condition.withLock {
      released.formUnion(tags)
      condition.broadcast()
    }
  }

  /// Waits, a minute at the most: a test that waits so long has failed.
  private func wait(_ what: String, until isOver: () -> Bool) {
    let end = Date(timeIntervalSinceNow: 60)
    condition.lock()
    defer { condition.unlock() }
    while !isOver() {
      precondition(condition.wait(until: end), "no \(what) in a minute; begun: \(begunTags)")
    }
  }
}
