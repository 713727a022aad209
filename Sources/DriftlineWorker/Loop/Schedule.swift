/// What waits and what runs, and which may run next.
///
/// Work on one name runs in the order of its arrival, one at a time. All other work runs as it comes,
/// up to the number of lanes.
package struct Schedule {
  /// Work in the order of its arrival.
  package private(set) var waiting: [Request] = []
  package private(set) var running: [Request] = []
  /// How much may run at once.
  package let lanes: Int

  /// Nothing to do yet.
  package init(lanes: Int) { self.lanes = lanes }

  /// Whether there is nothing to do.
  package var isEmpty: Bool { waiting.isEmpty && running.isEmpty }

  /// Everything that waits or runs.
  var all: [Request] { waiting + running }

  /// The number of requests that wait or run.
  package var count: Int { waiting.count + running.count }

  /// The length of their lines.
  package var size: Int { all.reduce(0) { $0 + $1.size } }

  /// Adds work.
  package mutating func add(_ request: Request) { waiting.append(request) }

  /// Whether work of an order would run at once.
  package func isFree(for order: WorkOrder) -> Bool {
    let others = running.filter { !$0.isFinished } + waiting
    return others.count < lanes && !others.contains { $0.order.holdsBack(order) }
  }

  /// Takes the first work that may run.
  package mutating func next() -> Request? {
    guard running.count < lanes else { return nil }
    for (index, request) in waiting.enumerated() {
      let isHeld =
        running.contains { $0.order.holdsBack(request.order) }
        || waiting[..<index].contains { $0.order.holdsBack(request.order) }
      if isHeld { continue }
      waiting.remove(at: index)
      running.append(request)
      return request
    }
    return nil
  }

  /// Removes work that is done, or will not be.
  package mutating func remove(_ request: Request) {
    waiting.removeAll { $0 === request }
    running.removeAll { $0 === request }
  }

  /// Removes work that has not begun.
  ///
  /// - Returns: whether it had not.
  package mutating func removeWaiting(_ request: Request) -> Bool {
    guard let index = waiting.firstIndex(where: { $0 === request }) else { return false }
    waiting.remove(at: index)
    return true
  }
}

extension Request {
  /// What it has to be kept in order with.
  fileprivate var order: WorkOrder { operation.order }
}

extension WorkOrder {
  /// Whether later work has to wait for this.
  fileprivate func holdsBack(_ later: WorkOrder) -> Bool {
    switch (self, later) {
    case (.named(let a), .named(let b)): a == b
    case (.alone, .named), (.named, .alone), (.alone, .alone): true
    default: false
    }
  }
}
