import Driftline
import DriftlineStore
import Foundation
import StoreSupport

/// The program that the tests of the store run beside themselves, and kill.
///
///     StoreWriter change PATH SEED          random changes without end: "begin CHANGE", then "ok" or "no"
///     StoreWriter observe PATH FIRST COUNT  COUNT observations with sequence numbers from FIRST on
///     StoreWriter hold PATH SECONDS         begins a change, says "held", and gives it up later
///     StoreWriter fixture PATH              a store with something in every table, for Fixtures/
///     StoreWriter try PATH USER             tries to read and to write as a user, and says the kinds of error
@main
enum StoreWriter {
  static func main() {
    let arguments = CommandLine.arguments
    do {
      switch arguments.dropFirst().first {
      case "change": try change(arguments[2], seed: UInt64(arguments[3]) ?? 0)
      case "observe": try observe(arguments[2], Int(arguments[3]) ?? 0, Int(arguments[4]) ?? 0)
      case "hold": try hold(arguments[2], seconds: Double(arguments[3]) ?? 0)
      case "fixture": try fixture(arguments[2])
      case "try": attempt(arguments[2], user: uid_t(arguments[3]) ?? 0)
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

  private static func fixture(_ path: String) throws {
    let store = try BaselineStore(path: path, clock: { 1_700_000_000 })
    _ = try store.insert("latency", TestBytes.version(11), ifExists: .error)
    _ = try store.insert("latency", TestBytes.version(12), ifExists: .version)
    for number in [0, 1, 2, 5, 6, 9] {
      _ = try TestBytes.observe(
        store, "latency", "eu", time: number * 43_200, count: 10 + number, sequence: number,
        repeats: 4)
    }
    try store.record(
      [
        ScoreRecord(
          detector: "psi", column: "age", statistic: 0.25, effect: 0.25, logPValue: -20.5,
          threshold: 0.1, drifted: true),
        ScoreRecord(detector: "ks", statistic: nil, effect: nil),
      ], baseline: "latency", version: 2, stream: "eu", time: 86_400)
    _ = try store.createMonitor("cost", chart: "ewma", parameters: #"{"lambda":0.2}"#, state: [1])
    _ = try store.saveMonitor("cost", state: [7, 8, 9], sequence: 41, revision: 1)
  }

  private static func attempt(_ path: String, user: uid_t) {
    guard setgroups(0, nil) == 0, setgid(user) == 0, setuid(user) == 0 else { exit(3) }
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
