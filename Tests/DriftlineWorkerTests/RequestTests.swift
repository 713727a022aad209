import Dispatch
import Driftline
import DriftlineInput
import DriftlineWorker
import Synchronization
import Testing

/// Work of an order, which is never run.
private struct Ordered: Operation {
  static let method = "test.ordered"
  static let summary = "Has an order"
  let order: WorkOrder

  init(_ order: WorkOrder) { self.order = order }
  init(_ parameters: inout Parameters) throws(DriftlineError) { self.init(.free) }
  func run(in context: OperationContext) throws(DriftlineError) -> JSON { .null }
}

private func request(_ ticket: Int, _ order: WorkOrder = .free) throws -> Request {
  let line = Line(#"{"jsonrpc":"2.0","id":1,"method":"test.ordered"}"#.utf8)
  return Request(
    try Envelope(line, JSONLineParser()), Ordered(order), ticket: ticket, size: ticket
  ) { _ in true }
}

@Suite struct RequestTests {
  @Test func oneOfAllThatWouldAnswerDoes() throws {
    for _ in 0..<3_000 {
      let request = try request(0)
      let answers = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: 4) { who in
        let isMine: Bool
        if who == 0 {
          try? request.passGate()
          isMine = request.takeAnswer()
        } else {
          isMine = request.interrupt(DriftlineError(.cancelled, "\(who)"))
        }
        if isMine { answers.add(1, ordering: .relaxed) }
      }
      #expect(answers.load(ordering: .relaxed) == 1)
    }
  }

  @Test func pastTheGateNothingStopsAndBeforeItTheReasonIsGiven() throws {
    let changing = try request(0)
    try changing.passGate()
    #expect(!changing.interrupt(DriftlineError(.deadlineExceeded, "late")))
    #expect(changing.interruption == nil && changing.takeAnswer() && !changing.takeAnswer())
    let stopped = try request(1)
    let reason = DriftlineError(.deadlineExceeded, "in time")
    #expect(stopped.interrupt(reason) && stopped.interruption == reason)
    #expect(throws: reason) { try stopped.passGate() }
    #expect(!stopped.takeAnswer())
  }
}

@Suite struct ScheduleTests {
  private func holdsBack(_ earlier: WorkOrder, _ later: WorkOrder) -> Bool {
    if earlier == .free || later == .free { return false }
    return earlier == later || earlier == .alone || later == .alone
  }

  @Test func theFirstWorkThatNothingHoldsBackIsNext() throws {
    let orders: [WorkOrder] = [.free, .named("a"), .named("b"), .named("c"), .alone]
    var random = Seeded(state: 4)
    var schedule = Schedule(lanes: 3)
    var waiting: [Request] = []
    var running: [Request] = []
    for step in 0..<5_000 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let new = try request(step, orders.randomElement(using: &random) ?? .free)
        schedule.add(new)
        waiting.append(new)
      case 2, 3:
        let place =
          running.count >= 3
          ? nil
          : waiting.indices.first { index in
            !(running + waiting[..<index]).contains {
              holdsBack($0.operation.order, waiting[index].operation.order)
            }
          }
        let next = schedule.next()
        #expect(next === place.map { waiting[$0] })
        if let place { running.append(waiting.remove(at: place)) }
      default:
        if let done = running.randomElement(using: &random) {
          let wasWaiting = schedule.removeWaiting(done)
          #expect(!wasWaiting)
          schedule.remove(done)
          running.removeAll { $0 === done }
        } else if let cancelled = waiting.randomElement(using: &random) {
          let wasWaiting = schedule.removeWaiting(cancelled)
          #expect(wasWaiting)
          waiting.removeAll { $0 === cancelled }
        }
      }
      #expect(schedule.count == waiting.count + running.count)
      #expect(schedule.size == (waiting + running).reduce(0) { $0 + $1.ticket })
    }
  }
}

@Suite struct ParametersTests {
  private func parameters(_ text: String) throws -> Parameters {
    guard case .object(let members) = try JSONLineParser().parse(Line(text.utf8)) else {
      preconditionFailure("no object: \(text)")
    }
    return try Parameters(members, of: "test", at: "/params")
  }

  private func place(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch { return (error as? DriftlineError)?.location }
  }

  @Test func pointersEscapeTildesAndSlashes() throws {
    #expect(place { try parameters(#"{"a/b~c":1}"#).finish() } == "/params/a~1b~0c")
    #expect(place { _ = try parameters(#"{"~1":1,"~1":2}"#) } == "/params/~01")
    var texts = try parameters(#"{"a/b":["x",1]}"#)
    let text = place { _ = try texts.texts("a/b") }
    #expect(text == "/params/a~1b/1")
    var ints = try parameters(#"{"~":[1,2.5]}"#)
    let int = place { _ = try ints.ints("~") }
    #expect(int == "/params/~0/1")
  }

  @Test func whatIsReadIsNoLongerUnknownAndNullIsNone() throws {
    var given = try parameters(#"{"a":null,"b":1e2,"c":true,"d":"x"}"#)
    let text = try given.text("a")
    let int = try given.int("b")
    #expect(text == nil && int == 100)
    let unknown = place { try given.finish() }
    #expect(unknown == "/params/c")
    let flag = try given.flag("c")
    let texts = try given.texts("d")
    #expect(flag && texts == ["x"])
    try given.finish()
    let missing = place { _ = try given.requiredText("e", "a text") }
    #expect(missing == "/params/e")
  }
}
