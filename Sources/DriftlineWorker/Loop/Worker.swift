package import Driftline
package import DriftlineInput
package import DriftlineReport
private import Foundation

/// The worker: reads requests, has them done, and writes replies.
///
/// One thread reads and answers what is answered at once; some threads work; one writes. At most
/// ``WorkerOptions/maximumRequests`` requests, and ``WorkerOptions/maximumBytes`` of lines, are in the
/// house at a time: a request counts until its reply has been written and its work has ended. Values
/// that are no numbers of an array take far more memory than their text, and count accordingly.
/// When the house is full, the next request waits at the door and nothing more is read, so that the
/// pipe holds the caller back.
package final class Worker: WorkerFacts {
  /// How many requests may run at once: small ones then go past a large one.
  private static let lanes = 8
  /// What a value takes in memory, beyond its text.
  private static let valueSize = 64

  package let options: WorkerOptions
  private let operations: [String: any Operation.Type]
  package let methods: [String]
  private let place: StorePlace
  private let access: FileAccess
  private let house: Guarded<House>
  private let answers: Answers
  private let deadlines = Deadlines()
  /// Counts what there may be to do; threads without work wait here.
  private let work = DispatchSemaphore(value: 0)
  private let log: WorkerLog
  private let watchParent: @Sendable (Int32) throws(DriftlineError) -> Void
  package let metrics = MetricsRegistry()
  private let start = ContinuousClock.now

  /// A worker that writes to a descriptor.
  ///
  /// - Parameters:
  ///   - options: how it is run.
  ///   - operations: what it can do.
  ///   - place: where baselines are kept.
  ///   - access: the files that may be read and written.
  ///   - output: where replies go.
  ///   - log: where it says what went wrong.
  ///   - watchParent: sees to it that the worker goes when a process does.
  ///   - deserted: called where nobody reads replies any more.
  package init(
    _ options: WorkerOptions, operations: [any Operation.Type] = Operations.all,
    place: StorePlace, access: FileAccess, output: Int32, log: WorkerLog,
    watchParent: @escaping @Sendable (Int32) throws(DriftlineError) -> Void,
    deserted: @escaping @Sendable () -> Void
  ) {
    self.options = options
    self.operations = Dictionary(uniqueKeysWithValues: operations.map { ($0.method, $0) })
    methods = operations.map { $0.method }
    self.place = place
    self.access = access
    self.log = log
    self.watchParent = watchParent
    house = Guarded(House(lanes: Worker.lanes, options: options))
    answers = Answers(
      house: house, options: options,
      writer: ReplyWriter(descriptor: output, isOrdered: options.isStrict, broken: deserted),
      metrics: metrics, log: log
    ) { [work] in work.signal() }
  }

  // MARK: - Reading

  /// Serves until the input ends or the end is asked for, and all is done and written.
  package func serve(input: Int32) {
    var reader = LineReader(descriptor: input, maximum: options.maximumLine)
    let parser = JSONLineParser()
    var ticket = 0
    /// When the last look into the pipe is over, once everything is done.
    var end: ContinuousClock.Instant?
    while true {
      house.wait { $0.mayAnswer }
      if let end, ContinuousClock.now > end { return finish() }
      let isEnding = house.look(\.isShuttingDown)
      switch reader.next(within: isEnding ? 10 : -1) {
      case .end: return finish()
      case .nothing:
        if house.look(\.schedule.isEmpty) { return finish() }
        continue
      case .tooLong(let head):
        answers.refuse(
          RequestID(inStart: head),
          DriftlineError(
            .lineTooLong,
            "the line is longer than \(options.maximumLine) bytes; send large data by \"path\", "
              + "\"shm\" or \"procfd\"",
            details: [.init("limit", .int(options.maximumLine))]), ticket)
      case .line(let line):
        if !options.isStrict, isBlank(line) { continue }
        accept(line, parser, ticket)
      }
      ticket += 1
      // What is in the pipe already is still answered; who goes on writing is not waited for.
      if isEnding, end == nil, house.look(\.schedule.isEmpty) {
        end = ContinuousClock.now + .milliseconds(200)
      }
    }
  }

  private func finish() { house.wait { $0.isEmpty } }

  private func accept(_ line: Line, _ parser: JSONLineParser, _ ticket: Int) {
    let envelope: Envelope
    do throws(Envelope.Fault) { envelope = try Envelope(line, parser) } catch {
      if error.isNotification, !options.isStrict {
        return log.debug("a notification was refused: \(error.error.message)")
      }
      return answers.refuse(error.id, error.error, ticket)
    }
    if envelope.method.hasPrefix("$/") { return notify(envelope, ticket) }
    do throws(DriftlineError) {
      try serve(
        envelope, ticket: ticket, size: line.count + parser.valueCount * Worker.valueSize)
    } catch {
      guard answers.isDue(to: envelope.id) else {
        return log.debug("a notification was refused: \(error.message)")
      }
      answers.refuse(envelope.id, error, ticket)
    }
  }

  private func serve(
    _ envelope: Envelope, ticket: Int, size: Int
  ) throws(DriftlineError) {
    guard let type = operations[envelope.method] else {
      throw DriftlineError(
        .methodNotFound,
        "there is no method \"\(brief(envelope.method))\"; there are "
          + methods.joined(separator: ", "), at: "/method")
    }
    var parameters = try Parameters(envelope.parameters, of: type.method, at: "/params")
    let operation: any Operation
    metrics.requestBegan()
    do throws(DriftlineError) {
      operation = try type.init(&parameters)
      try parameters.finish()
    } catch {
      metrics.requestEnded(method: type.method, failure: error.kind)
      throw error.placed(in: envelope)
    }
    let request = Request(envelope, operation, ticket: ticket, size: size) { [answers] line in
      answers.offer(line)
    }
    if operation.order == .immediate {
      if answers.isDue(to: request) { answers.owe() }
      return answers.answer(request, with: run(request))
    }
    do throws(DriftlineError) { try admit(request) } catch {
      metrics.requestEnded(method: request.envelope.method, failure: error.kind)
      throw error
    }
  }

  /// Lets a request in, when there is room.
  private func admit(_ request: Request) throws(DriftlineError) {
    let isAnswered = answers.isDue(to: request)
    let admission = house.waitForever { $0.admit(request, isAnswered: isAnswered) }
    try admission.get()
    if let seconds = request.envelope.meta.deadline {
      deadlines.add(request, seconds: seconds) { self.miss(request, seconds) }
    }
    engage()
  }

  /// Whether a line holds nothing but white space.
  private func isBlank(_ line: Line) -> Bool {
    unsafe line.count <= 1_024
      && line.withBytes { bytes in unsafe bytes.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }
  }

  // MARK: - Notifications

  private func notify(_ envelope: Envelope, _ ticket: Int) {
    if envelope.method == "$/cancel" {
      let id = envelope.parameters.first { $0.key == "id" }.flatMap { RequestID($0.value) }
      for request in house.look(\.schedule.all)
      where id != nil && request.id?.value == id?.value {
        stop(request, DriftlineError(.cancelled, "the request was cancelled"))
      }
    }
    guard answers.isDue(to: envelope.id) else { return }
    // Only notifications begin so; in strict mode each line has its answer.
    guard envelope.method == "$/cancel", envelope.id == nil else {
      return answers.refuse(
        envelope.id,
        DriftlineError(
          .methodNotFound, "there is no method \"\(brief(envelope.method))\"", at: "/method"),
        ticket)
    }
    answers.owe()
    answers.send(.object([]), to: nil, ticket)
  }

  /// Stops a request whose deadline has passed.
  private func miss(_ request: Request, _ seconds: Double) {
    stop(
      request,
      DriftlineError(
        .deadlineExceeded, "the deadline of \(JSON.number(seconds * 1_000).text) ms has passed",
        at: "/params/_meta/deadline_ms"))
  }

  /// Stops a request, and answers it, if nobody has yet.
  private func stop(_ request: Request, _ error: DriftlineError) {
    guard request.interrupt(error) else { return }
    if request.envelope.meta.deadline != nil { deadlines.remove(request) }
    // Whoever has the reply finds the house without the request.
    let hadNotBegun = house.with { $0.schedule.removeWaiting(request) }
    answers.fail(request, error)
    if hadNotBegun {
      for _ in 0..<Worker.lanes { work.signal() }
    }
  }

  // MARK: - Working

  /// Starts another thread where work waits and none is free for it.
  private func engage() {
    let needsThread = house.quietly { house in
      guard house.threads < min(Worker.lanes, house.schedule.count) else { return false }
      house.threads += 1
      return true
    }
    if needsThread { startThread("work") { self.workForever() } }
    work.signal()
  }

  private func workForever() {
    var done: Request?
    while true {
      // What is over may let several others go; one of them is done here.
      let (next, others) = house.with { house -> (Request?, Int) in
        if let done { house.schedule.remove(done) }
        let next = house.next()
        return (next, done == nil || house.schedule.waiting.isEmpty ? 0 : Worker.lanes)
      }
      done = nil
      for _ in 0..<others { work.signal() }
      guard let request = next else {
        work.wait()
        continue
      }
      let result = run(request)
      request.finish()
      if request.envelope.meta.deadline != nil { deadlines.remove(request) }
      answers.answer(request, with: result)
      done = request
    }
  }

  private func run(_ request: Request) -> Result<JSON, DriftlineError> {
    let begin = ContinuousClock.now
    let context = OperationContext(
      place: place, access: access, threads: options.threads, server: self,
      replyLimit: options.maximumReply,
      gate: { () throws(DriftlineError) in try request.passGate() })
    let result = Result { () throws(DriftlineError) in
      try Work.observed(by: request) { () throws(DriftlineError) in
        try request.operation.result(in: context)
      }
    }
    guard request.envelope.meta.wantsTiming, case .success(.object(let members)) = result else {
      return result
    }
    let timing: [JSON.Member] = [
      .init("queued_ms", .number((begin - request.arrival).milliseconds)),
      .init("run_ms", .number((ContinuousClock.now - begin).milliseconds)),
    ]
    return .success(
      .object(members + [.init("_meta", .object([.init("timing", .object(timing))]))]))
  }

  // MARK: - The worker itself

  package var uptime: Double { (ContinuousClock.now - start).milliseconds / 1_000 }

  package var load: (running: Int, waiting: Int) {
    house.look { ($0.schedule.running.count { !$0.isFinished }, $0.schedule.waiting.count) }
  }

  package func watch(parent: Int32) throws(DriftlineError) { try watchParent(parent) }

  package func shutDown() { house.with { $0.isShuttingDown = true } }

  /// Cancels what can be cancelled, waits for the rest, and has the replies written, all within a
  /// time.
  package func cancelAll(within seconds: Double) {
    shutDown()
    for request in house.look(\.schedule.all) {
      stop(request, DriftlineError(.cancelled, "the worker was told to end"))
    }
    house.wait(atMost: seconds / 2) { $0.schedule.isEmpty }
    house.wait(atMost: seconds / 2) { $0.owed == 0 }
  }
}

extension Operation {
  /// The result as the worker writes it.
  fileprivate func result(in context: OperationContext) throws(DriftlineError) -> JSON {
    try run(in: context).json
  }
}

extension Duration {
  fileprivate var milliseconds: Double {
    let parts = components
    return (Double(parts.seconds) * 1e3 + Double(parts.attoseconds) * 1e-15)
  }
}
