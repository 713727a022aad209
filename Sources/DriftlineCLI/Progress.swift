private import Dispatch
private import Foundation
import Synchronization

/// What the program is doing, on standard error, where that is a terminal and it takes a while.
///
/// A line appears after half a second and is erased at the end.
final class Progress: Sendable {
  private struct State {
    var phase = ""
    var isShown = false
    var isOver = false
  }

  private let state = Mutex(State())

  /// Starts the clock.
  init(isEnabled: Bool = Terminal.isCapable(STDERR_FILENO)) {
    guard isEnabled else { return }
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(500)) { [self] in
      state.withLock { state in
        state.isShown = !state.isOver
        Progress.draw(state)
      }
    }
  }

  /// Says what is being done from now on.
  func enter(_ phase: String) {
    state.withLock { state in
      state.phase = phase
      Progress.draw(state)
    }
  }

  /// Erases the line for good.
  func finish() {
    state.withLock { state in
      if state.isShown { StandardError.write("\r\u{1B}[K") }
      state.isShown = false
      state.isOver = true
    }
  }

  private static func draw(_ state: State) {
    if state.isShown { StandardError.write("\r\u{1B}[K\(state.phase) ...") }
  }
}
