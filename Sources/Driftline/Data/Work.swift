private import DriftlineKernels
private import Synchronization

/// What long work tells how far it is, and asks whether it shall go on.
///
/// Both are called from several threads at once and many times a second, so they have to be cheap.
public protocol WorkObserver: Sendable {
  /// Another pass begins that will go through so many rows.
  ///
  /// A pass over data is told when it begins, as it often depends on the one before whether there is
  /// another: so what is expected grows, and what is done never gets ahead of it.
  func expect(rows: Int)

  /// So many more of the expected rows have been gone through.
  func advance(rows: Int)

  /// Why the work shall stop; `nil` as long as it shall go on.
  ///
  /// The first reason that is seen is final: the work ends with it.
  var interruption: DriftlineError? { get }
}

/// Long work that somebody watches: fits, comparisons, profiles and the reading of files.
///
/// ```swift
/// let verdict = try Work.observed(by: observer) { () throws(DriftlineError) in
///   try baseline.check(try readDataset(path: path))
/// }
/// ```
///
/// - Rows are those of the data: values of a column, rows of a matrix, lines of a text file. A second
///   pass over the same data counts its rows again, and each column of a table counts its own. What is
///   worked on in memory between passes, samples of rows and permutations of them, is no rows.
/// - A text is not known to be of so many rows before its end: its rows are expected as they come.
/// - The work asks again and again whether to go on. It does not ask in the midst of sorting a column
///   or of factoring a matrix, which are each one call.
public enum Work {
  /// The work that this thread is a part of; `nil` where nobody watches.
  ///
  /// A value of the thread where there is no task. The threads of ``concurrently(count:threads:_:)``
  /// have that of their caller; those that anything else starts have none.
  @TaskLocal package static var current: ObservedWork?

  /// Does some work that an observer watches and can stop.
  ///
  /// Whoever watched the caller does not watch this. An observer that sees no interruption changes no
  /// bit of the result.
  ///
  /// - Parameters:
  ///   - observer: who is told how far the work is, and says when to stop.
  ///   - body: the work, on this thread and on such that it starts by this library.
  /// - Returns: what `body` gives.
  /// - Throws: the observer's reason to stop where there was one, whatever became of the work, and else
  ///   what `body` throws.
  public static func observed<Value>(
    by observer: any WorkObserver, _ body: () throws(DriftlineError) -> Value
  ) throws(DriftlineError) -> Value {
    let work = ObservedWork(observer)
    try work.check()
    let result = $current.withValue(work) {
      Result { () throws(DriftlineError) in try body() }
    }
    if let reason = work.reason { throw reason }
    return try result.get()
  }

  /// Ends the work where it shall not go on.
  ///
  /// - Throws: the observer's reason.
  /// - Complexity: O(1), and what the observer takes.
  package static func check() throws(DriftlineError) { try current?.check() }

  /// Runs `body` once for every index in `0..<count`, on at most `threads` threads, unless the work
  /// shall stop: what is left of the indices is then passed over.
  ///
  /// Which thread runs which index is not fixed: `body` writes only to what belongs to its index.
  ///
  /// - Throws: the observer's reason; what `body` wrote is then of no use.
  static func concurrently(
    count: Int, threads: Int, _ body: @Sendable (_ index: Int) -> Void
  ) throws(DriftlineError) {
    guard let work = current else {
      return DriftlineKernels.concurrently(count: count, threads: threads, body)
    }
    DriftlineKernels.concurrently(count: count, threads: threads) { index in
      if work.isInterrupted { return }
      $current.withValue(work) { body(index) }
    }
    try work.check()
  }
}

/// Work with its observer, which is not asked again once it has given a reason to stop.
package final class ObservedWork: Sendable {
  private let observer: any WorkObserver
  private let isOver = Atomic(false)
  private let known = Mutex<DriftlineError?>(nil)

  init(_ observer: any WorkObserver) { self.observer = observer }

  /// The reason to stop that was seen; does not ask.
  package var reason: DriftlineError? {
    isOver.load(ordering: .acquiring) ? known.withLock { $0 } : nil
  }

  /// Whether the work shall stop.
  package var isInterrupted: Bool {
    if isOver.load(ordering: .relaxed) { return true }
    guard let reason = observer.interruption else { return false }
    known.withLock { known in known = known ?? reason }
    isOver.store(true, ordering: .releasing)
    return true
  }

  /// Ends the work where it shall not go on.
  package func check() throws(DriftlineError) {
    guard isInterrupted, let reason else { return }
    throw reason
  }

  /// Tells the observer of a pass that begins.
  package func expect(rows: Int) { observer.expect(rows: rows) }

  /// Tells the observer of rows that have been gone through.
  package func advance(rows: Int) { observer.advance(rows: rows) }
}
