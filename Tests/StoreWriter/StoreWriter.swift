import Driftline
import DriftlineStore
import Foundation
import StoreSupport

/// The program that the tests of the store run beside themselves, and kill.
///
///     StoreWriter change PATH SEED          random changes without end: "begin CHANGE", then "ok" or "no"
///     StoreWriter observe PATH FIRST COUNT  COUNT observations with sequence numbers from FIRST on
///     StoreWriter hold PATH SECONDS         begins a change, says "held", and gives it up later
///     StoreWriter try PATH                  tries to read and to write, and says the kinds of error
@main
enum StoreWriter {
  static func main() {
    let arguments = CommandLine.arguments
    do {
      switch arguments.dropFirst().first {
      case "change": try change(arguments[2], seed: UInt64(arguments[3]) ?? 0)
      case "observe": try observe(arguments[2], Int(arguments[3]) ?? 0, Int(arguments[4]) ?? 0)
      case "hold": try hold(arguments[2], seconds: Double(arguments[3]) ?? 0)
      case "try": attempt(arguments[2])
      default: throw DriftlineError(.invalidParams, "\(arguments)")
      }
    } catch {
      say("error \(error)")
      exit(1)
    }
  }

  /// Writes a line at once: what was said is said, even if the process is killed next.
  private static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    guard write(STDOUT_FILENO, bytes, bytes.count) == bytes.count else { exit(2) }
  }

  private static func change(_ path: String, seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let store = try BaselineStore(path: path)
    while true {
      let change = Change(random: &random)
      say("begin \(change.line)")
      say(try change.done(to: store) ? "ok" : "no")
    }
  }

  private static func observe(_ path: String, _ first: Int, _ count: Int) throws {
    let store = try BaselineStore(path: path, busyTimeout: .seconds(60))
    for number in first..<first + count {
      _ = try TestBytes.observe(
        store, "b", "s", time: number * 100, count: 1, sequence: number, repeats: 1)
    }
    say("done")
  }

  private static func hold(_ path: String, seconds: Double) throws {
    let store = try BaselineStore(path: path)
    _ = try? store.update("b") { _, _ in
      say("held")
      Thread.sleep(forTimeInterval: seconds)
      throw DriftlineError(.internal, "given up")
    }
  }

  private static func attempt(_ path: String) {
    do throws(DriftlineError) {
      let store = try BaselineStore(path: path)
      say("read \(try store.list().items.count)")
      _ = try store.insert("written", TestBytes.version(1), ifExists: .version)
      say("written")
    } catch {
      say(error.kind.rawValue)
    }
  }
}
