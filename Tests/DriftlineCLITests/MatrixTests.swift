import Foundation
import Testing

/// The flags for matrices and raw numbers, as far as reading goes.
@Suite struct MatrixTests {
  let samples: Samples
  private let ages = Samples.ages(rows: 300, shift: 0)

  init() throws { samples = try Samples() }

  private func run(_ baseline: String, _ current: String, _ arguments: [String]) throws -> Run {
    try Run(["compare", "--baseline", baseline, "--current", current] + arguments)
  }

  /// A file of 4 bytes of something, and then the ages as doubles.
  private func raw(_ name: String) throws -> String {
    let values = ages.flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
    }
    return try samples.file(name, [9, 9, 9, 9] + values)
  }

  private func arrays(_ name: String) throws -> String {
    let lines = ages.enumerated().map { "{\"id\":\($0),\"e\":[\($1),\(-$1)]}\n" }
    return try samples.file(name, lines.joined())
  }

  @Test(arguments: ["300", "-1"]) func readsRawNumbersAsAColumn(_ shape: String) throws {
    let array = try samples.npy("a.npy", ages)
    let expected = try run(array, array, ["--json"])
    #expect(expected.output.hasPrefix("{"))
    let flags = ["--json", "--dtype", "f8", "--shape", shape, "--offset", "4"]
    let named = try run(raw("a.raw"), raw("b.raw"), flags)
    #expect(named.output == expected.output && named.error.isEmpty)
    let told = try run(raw("a.bin"), raw("b.raw"), flags + ["--format", "raw"])
    #expect(told.output == expected.output && told.error.isEmpty)
    let column = try run(raw("a.raw"), raw("b.raw"), flags + ["--column", "age"])
    #expect(column.output == expected.output && column.error.isEmpty)
  }

  @Test func readsMatrices() throws {
    let flags = ["--dtype", "f8", "--offset", "4", "--shape"]
    for run in [
      try run(raw("a.raw"), raw("b.raw"), flags + ["100,3"]),
      try run(raw("a.raw"), raw("b.raw"), flags + ["-1,3"]),
      try run(arrays("a.ndjson"), arrays("b.ndjson"), ["--column", "e"]),
      try run(
        samples.baseline, samples.current, ["--matrix", "--column", "age", "--column", "height"]),
    ] {
      // Whatever becomes of two matrices: what is wrong with a file would start with its name.
      #expect(!run.wasKilled && !run.error.contains("a.") && !run.error.contains(".csv"))
    }
  }

  @Test func tellsAMatrixFromAColumn() throws {
    let array = try samples.npy("a.npy", ages)
    let run = try run(arrays("a.ndjson"), array, ["--column", "e"])
    #expect(run.status == 2)
    #expect(run.error.contains("one side is a matrix of embeddings"), "\(run.error)")
  }

  @Test(arguments: [
    (["--shape", "3,x"], "--shape"), (["--dtype", "f3"], "--dtype"),
    (["--format", "raw"], "dtype"),
    (["--format", "raw", "--dtype", "f4"], "needs a shape"),
    (["--format", "raw", "--dtype", "f4", "--shape", "1,-1"], "the shape is (1, -1)"),
    (["--format", "raw", "--dtype", "f4", "--shape", "1,1"], "shape (1, 1) of f4 takes 4"),
    (["--shape", "3,2"], "a shape is for the format raw, and this file is csv"),
    (["--dtype", "f4"], "a dtype is for the format raw, and this file is csv"),
    (["--offset", "4"], "an offset is for the format raw, and this file is csv"),
    (["--matrix"], "is not a number in column \"city\""),
    (["--format", "fvecs"], "or row 0 is damaged"),
  ]) func saysWhatIsWrong(_ arguments: [String], _ words: String) throws {
    let run = try Run(samples.compare + arguments)
    #expect(run.status == 2 && run.output.isEmpty && run.error.count { $0 == "\n" } == 1)
    #expect(
      run.error.contains(words),
      "\(run.error)")
  }

  @Test func saysThatAnArrayWantsToBeNamed() throws {
    let file = try arrays("a.ndjson")
    let run = try run(file, file, [])
    #expect(run.status == 2)
    #expect(run.error.contains("a.ndjson:1:13: the key \"e\" holds an array"), "\(run.error)")
  }
}
