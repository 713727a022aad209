private import Foundation

/// Writes to standard output, whole lines and one after the other.
///
/// A short line goes out at once where that cannot block; all others are written by a thread, those
/// that have come meanwhile together. Where nobody reads, the thread waits, and so do the lines: the
/// worker then takes no more requests.
final class ReplyWriter: Sendable {
  private struct Item {
    let line: [UInt8]
    let written: (@Sendable () -> Void)?
  }

  private struct State {
    var items: [Item] = []
    /// Lines that wait for others before them.
    var early: [Int: Item] = [:]
    var next = 0
    var isWriting = false
    var isBroken = false
  }

  /// What a pipe takes as a whole where it says that it can be written to: `PIPE_BUF`.
  private static let shortLine = 4_096

  private let descriptor: Int32
  private let isOrdered: Bool
  private let state = Guarded(State())
  private let broken: @Sendable () -> Void

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - descriptor: where to write to.
  ///   - isOrdered: whether lines go out in the order of their tickets, without a gap.
  ///   - broken: called once, where nothing can be written any more.
  init(descriptor: Int32, isOrdered: Bool, broken: @escaping @Sendable () -> Void) {
    self.descriptor = descriptor
    self.isOrdered = isOrdered
    self.broken = broken
    startThread("replies") { self.run() }
  }

  /// Writes a line soon.
  ///
  /// - Parameters:
  ///   - line: the text without its end.
  ///   - ticket: its place among all lines, where order counts; each is used once.
  ///   - written: called when the line has gone out, or never will.
  func send(_ line: String, ticket: Int, written: @escaping @Sendable () -> Void) {
    let item = Item(line: Array((line + "\n").utf8), written: written)
    let isDirect = state.quietly { state in
      guard !state.isBroken, !state.isWriting, state.items.isEmpty,
        item.line.count <= ReplyWriter.shortLine, !isOrdered || state.next == ticket,
        !isOrdered || state.early.isEmpty, isWritable
      else { return false }
      state.isWriting = true
      if isOrdered { state.next += 1 }
      return true
    }
    if isDirect { return finish([item], isWritten: write(item.line)) }
    let isLost = state.with { state in
      if state.isBroken { return true }
      if isOrdered {
        state.early[ticket] = item
        while let item = state.early.removeValue(forKey: state.next) {
          state.items.append(item)
          state.next += 1
        }
      } else {
        state.items.append(item)
      }
      return false
    }
    if isLost { written() }
  }

  /// Writes a line that can be done without, unless others wait already.
  ///
  /// - Returns: whether it will be written.
  func offer(_ line: String) -> Bool {
    state.with { state in
      guard state.items.isEmpty, !state.isBroken, !isOrdered else { return false }
      state.items.append(Item(line: Array((line + "\n").utf8), written: nil))
      return true
    }
  }

  private func run() {
    while true {
      let items = state.waitForever { state -> [Item]? in
        guard !state.items.isEmpty, !state.isWriting else { return nil }
        var some: [Item] = []
        var size = 0
        // Some at a time, so that a long queue takes no second copy of all of it.
        while size < 1 << 18, some.count < state.items.count {
          size += state.items[some.count].line.count
          some.append(state.items[some.count])
        }
        state.items.removeFirst(some.count)
        state.isWriting = true
        return some
      }
      finish(items, isWritten: write(items.count == 1 ? items[0].line : items.flatMap(\.line)))
    }
  }

  /// Says of lines that they have gone out, or that nothing can any more.
  private func finish(_ items: [Item], isWritten: Bool) {
    var hasMore = false
    let (lost, isNew) = state.quietly { state -> ([Item], Bool) in
      state.isWriting = false
      hasMore = !state.items.isEmpty
      if isWritten { return ([], false) }
      defer {
        state.isBroken = true
        state.items = []
        state.early = [:]
      }
      return (state.items + state.early.values, !state.isBroken)
    }
    // The thread is woken only where there is something for it to do.
    if hasMore, isWritten { state.with { _ in } }
    for item in items + lost { item.written?() }
    if isNew { broken() }
  }

  /// Whether a short line can be written without waiting for a reader.
  private var isWritable: Bool {
    var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&place, 1, 0) == 1 && place.revents & Int16(POLLOUT) != 0
  }

  /// Writes all bytes, also where the descriptor does not wait by itself.
  private func write(_ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
        let count = unsafe Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count >= 0 {
          done += count
        } else if errno == EAGAIN || errno == EWOULDBLOCK {
          var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = unsafe poll(&place, 1, -1)
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }
}
