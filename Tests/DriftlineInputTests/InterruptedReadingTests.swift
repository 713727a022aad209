import Driftline
import DriftlineInput
import Synchronization
import Testing

/// Reading can be stopped wherever it asks, and tells how many rows it has read.
@Suite struct InterruptedReadingTests {
  /// Stops the work once it has been asked so many times, and counts rows.
  private final class Observer: WorkObserver {
    static let reason = DriftlineError(.deadlineExceeded, "the time is over")
    private let limit: Int
    private let counts = Mutex((checks: 0, expected: 0, done: 0))

    init(stopAfter limit: Int = .max) { self.limit = limit }

    var interruption: DriftlineError? {
      counts.withLock { counts in
        counts.checks += 1
        return counts.checks > limit ? Self.reason : nil
      }
    }

    func expect(rows: Int) { counts.withLock { $0.expected += rows } }
    func advance(rows: Int) { counts.withLock { $0.done += rows } }
    var checks: Int { counts.withLock { $0.checks } }
    var done: Int { counts.withLock { $0.expected == $0.done ? $0.done : -1 } }
  }

  private static func lines(_ count: Int, _ line: (Int) -> String) -> String {
    (0..<count).map { line($0) + "\n" }.joined()
  }

  /// Texts with the rows that reading them goes through.
  private static let texts: [(name: String, text: String, rows: Int)] = [
    ("x.csv", "a,b\n" + lines(6_000) { "\($0),k\($0 % 3)" }, 6_000),
    // A text after 5000 numbers: the rows before it are read again.
    ("turned.csv", "a\n" + lines(6_000) { $0 < 5_000 ? "0\($0 % 7)" : "x" }, 11_000),
    ("rows.csv", "e\n" + lines(5_000) { "\"[1,\($0)]\"" }, 5_000),
    ("x.ndjson", lines(6_000) { "{\"a\":\($0)}" }, 6_000),
    ("rows.ndjson", lines(5_000) { "{\"e\":[1,\($0)]}" }, 5_000),
  ]

  @Test(arguments: texts.indices, [false, true])
  func textsOfEveryKind(_ index: Int, _ isCompressed: Bool) throws {
    let (name, text, rows) = Self.texts[index]
    let bytes = isCompressed ? stored(text) : Array(text.utf8)
    func work() throws(DriftlineError) -> [String: Content] {
      try read(bytes, as: isCompressed ? name + ".gz" : name)
    }
    let plain = try work()
    let watching = Observer()
    #expect(try Work.observed(by: watching, work) == plain)
    #expect(watching.done == rows)
    // The window doubles from 256 bytes on.
    #expect(watching.checks > 7)
    for limit in 0..<watching.checks {
      let observer = Observer(stopAfter: limit)
      #expect(throws: Observer.reason, "after \(limit)") {
        try Work.observed(by: observer, work)
      }
    }
    #expect(try work() == plain)
  }

  @Test func aFileOfNumbersIsReadInPasses() throws {
    let values = (0..<400_000).map { Double($0 % 1_000) }
    try withFile("x.raw", bytes(values)) { path in
      let dataset = try readDataset(
        path: path,
        options: options {
          $0.elementType = .f8
          $0.shape = [-1]
        })
      func work() throws(DriftlineError) -> [UInt8] {
        try Baseline.fit(dataset, detectors: [DetectorRequest("ks")]).bytes
      }
      let plain = try work()
      let watching = Observer()
      #expect(try Work.observed(by: watching, work) == plain)
      #expect(watching.done == values.count)
      // Blocks of 131 072 values.
      #expect(watching.checks >= 5)
      for limit in 0..<watching.checks {
        #expect(throws: Observer.reason) {
          try Work.observed(by: Observer(stopAfter: limit), work)
        }
      }
    }
  }
}
