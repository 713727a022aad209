import Driftline

/// What is in the house at a time: requests that wait or run, and replies that are due.
struct House {
  var schedule: Schedule
  /// Replies that are due or on their way.
  var owed = 0
  /// The length of those that are on their way.
  var owedSize = 0
  var isShuttingDown = false
  /// How many threads work, or wait for work.
  var threads = 0
  private let options: WorkerOptions

  /// An empty house, in which so much may run at once.
  init(lanes: Int, options: WorkerOptions) {
    schedule = Schedule(lanes: lanes)
    self.options = options
  }

  /// Whether there is nothing left to do or to say.
  var isEmpty: Bool { schedule.isEmpty && owed == 0 }

  /// Whether a reply more may be due: refusals too are held back where nobody reads them.
  var mayAnswer: Bool { owed < options.maximumRequests }

  /// Lets a request in.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - isAnswered: whether it will have a reply.
  /// - Returns: whether it is in; `nil` where it has to wait at the door.
  mutating func admit(
    _ request: Request, isAnswered: Bool
  ) -> Result<Void, DriftlineError>? {
    if isShuttingDown {
      return .failure(
        DriftlineError(.shuttingDown, "the worker is shutting down and takes no more work"))
    }
    if !request.envelope.meta.waits, !schedule.isFree(for: request.operation.order) {
      return .failure(
        DriftlineError(
          .busy, "there is other work before this, and \"if_busy\" is \"fail\"",
          at: "/params/_meta/if_busy"))
    }
    guard max(schedule.count, owed) < options.maximumRequests,
      schedule.size + owedSize < options.maximumBytes
    else { return nil }
    schedule.add(request)
    if isAnswered { owed += 1 }
    return .success(())
  }

  /// Takes the next work, where there is room for what will come of it.
  mutating func next() -> Request? {
    owedSize < options.maximumBytes ? schedule.next() : nil
  }
}
