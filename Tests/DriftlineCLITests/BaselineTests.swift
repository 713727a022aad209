import Driftline
import DriftlineInput
import DriftlineStore
import Foundation
import Testing

@Suite struct BaselineTests {
  let samples: Samples
  let store: String

  init() throws {
    samples = try Samples()
    store = try samples.file("store.sqlite.folder", "").replacing(".folder", with: "")
  }

  /// A run with the samples' store.
  private func run(_ arguments: String..., input: String? = nil) throws -> Run {
    try Run(arguments + ["--store", store], input: input)
  }

  /// What a run that succeeds writes.
  private func output(_ arguments: String..., input: String? = nil) throws -> String {
    let run = try Run(arguments + ["--store", store], input: input)
    #expect(run.status == 0 && run.error.isEmpty, "\(arguments): \(run.error)")
    return run.output
  }

  private func expectError(_ run: Run, _ words: String, status: Int32 = 2) {
    #expect(run.status == status && !run.wasKilled && run.output.isEmpty)
    #expect(run.error.hasPrefix("driftline: ") && run.error.hasSuffix("\n"))
    #expect(run.error.count { $0 == "\n" } == 1)
    #expect(run.error.contains(words), "\(run.error)")
  }

  @Test func fitWritesWhatTheStoreHolds() throws {
    let written = try output("baseline", "fit", "people", samples.baseline, "--json")
    let stored = try BaselineStore(path: store).get("people")
    let baseline = try Baseline.fit(readDataset(path: samples.baseline))
    #expect(stored.baseline == baseline)
    #expect(
      written == """
        {"name":"people","version":1,"kind":"table","n":1200,"digest":"\(baseline.digest)",\
        "bytes":\(baseline.bytes.count)}

        """)
    let text = try output("baseline", "fit", "people", samples.baseline, "--if-exists", "version")
    #expect(text.hasPrefix("fitted people, version 2: table, 1,200 rows, "))
    #expect(text.hasSuffix("\ndigest \(baseline.digest)\n"))
  }

  @Test func checkWritesTheLibrarysVerdict() throws {
    _ = try output("baseline", "fit", "people", samples.baseline)
    let written = try output("check", "people", samples.current, "--json", "--alpha", "0.02")
    let baseline = try Baseline.fit(readDataset(path: samples.baseline))
    var options = baseline.options
    options.alpha = 0.02
    options.threads = 2
    var verdict = try baseline.check(readDataset(path: samples.current), options: options)
    verdict.reference = .init(name: "people", version: 1, digest: baseline.digest)
    #expect(written == verdict.json.text + "\n")
    let compared = try Run(samples.compare + ["--json", "--alpha", "0.02"]).output
    #expect(written.replacing(/"baseline":\{"name"[^}]*\},/, with: "") == compared)
  }

  @Test func tellsDriftByItsStatus() throws {
    _ = try output("baseline", "fit", "people", samples.baseline)
    #expect(try run("check", "people", samples.current).status == 0)
    #expect(try run("check", "people", samples.current, "--exit-code").status == 1)
    #expect(try run("check", "people", samples.baseline, "--exit-code").status == 0)
    let quiet = try run("check", "people", samples.current, "--quiet")
    #expect(quiet.status == 1 && quiet.output.isEmpty && quiet.error.isEmpty)
  }

  @Test func readsStandardInput() throws {
    let text = try String(contentsOfFile: samples.baseline, encoding: .utf8)
    let piped = try output("baseline", "fit", "piped", "-", "--json", input: text)
    let file = try output("baseline", "fit", "file", samples.baseline, "--json")
    #expect(piped.replacing("piped", with: "file") == file)
    let current = try String(contentsOfFile: samples.current, encoding: .utf8)
    #expect(
      try output("check", "piped", "-", input: current)
        == output("check", "piped", samples.current))
  }

  @Test func findsTheStoreByTheEnvironment() throws {
    let folder = (store as NSString).deletingLastPathComponent
    for (variables, path) in [
      (["DRIFTLINE_STORE": folder + "/a.sqlite", "XDG_DATA_HOME": folder], "a.sqlite"),
      (["XDG_DATA_HOME": folder + "/data", "HOME": folder], "data/driftline/store.sqlite"),
      (["HOME": folder], ".local/share/driftline/store.sqlite"),
    ] {
      let run = try Run(["baseline", "fit", "b", samples.baseline], environment: variables)
      #expect(run.status == 0, "\(run.error)")
      #expect(FileManager.default.fileExists(atPath: "\(folder)/\(path)"))
    }
    expectError(try Run(["baseline", "list"]), "set DRIFTLINE_STORE, XDG_DATA_HOME or HOME")
  }

  @Test func endsWithThreeWhereTheStoreIsToBlame() throws {
    try Data("no store\n".utf8).write(to: URL(fileURLWithPath: store))
    expectError(try run("baseline", "list"), "is no Driftline store", status: 3)
    expectError(
      try run("baseline", "fit", "b", samples.baseline), "is no Driftline store", status: 3)
  }

  @Test func colours() throws {
    _ = try output("baseline", "fit", "people", samples.baseline)
    #expect(try output("baseline", "list", "--color", "always").contains("\u{1B}[1mname"))
    #expect(try !output("baseline", "list").contains("\u{1B}"))
    let terminal = try Run(["baseline", "list", "--store", store], output: .terminal)
    #expect(terminal.output.contains("\u{1B}[1mname"))
    let plain = try Run(
      ["baseline", "list", "--store", store], environment: ["NO_COLOR": "1"], output: .terminal)
    #expect(!plain.output.contains("\u{1B}"))
  }

  @Test func writesNoBytesToATerminal() throws {
    _ = try output("baseline", "fit", "people", samples.baseline)
    let run = try Run(
      ["baseline", "export", "people", "-", "--store", store], output: .terminal)
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.error.contains("standard output is a terminal"))
  }

  @Test(arguments: [
    (["baseline", "fit"], "see driftline baseline fit --help"),
    (["baseline", "fit", "b", "x.csv", "--rows", "many"], "--rows"),
    (["baseline", "fit", "b", "x.csv", "--sketch-size", "1"], "the sketch size is 1"),
    (["baseline", "fit", "b", "x.csv", "--if-exists", "maybe"], "'error', 'version' or 'replace'"),
    (["baseline", "fit", "b", "x.csv", "--detector", "nope"], "there is no detector \"nope\""),
    (["baseline", "list", "--limit", "0"], "limit is a number from 1 to 10000"),
    (["baseline", "export", "b", "-", "--json"], "and not both"),
    (["check", "b", "x.csv", "--time", "2026-03-01"], "--time goes with --record"),
    (["check", "b", "x.csv", "--json", "--quiet"], "--quiet and --json exclude each other"),
    (["profile", "build", "b", "x.csv"], "name a file by -o"),
    (["profile", "build", "b", "x.csv", "-o", "-", "--json"], "and not both"),
    (["profile", "merge"], "see driftline profile merge --help"),
    (["stream", "observe", "b", "s", "x.csv"], "--time"),
    (["stream", "check", "b", "s"], "name the window by --last, or by --from and --to"),
    (["stream", "check", "b", "s", "--last", "1d", "--from", "0"], "name the window by --last"),
    (["stream", "check", "b", "s", "--from", "5", "--to", "5"], "the window is empty"),
    (
      ["stream", "check", "b", "s", "--last", "1d", "--against", "previous", "--record"],
      "--against previous goes with neither"
    ),
  ])
  func saysWhatWasWrong(arguments: [String], words: String) throws {
    _ = try output("baseline", "fit", "b0", samples.baseline)
    let file = try samples.file("x.csv", "a\n1\n2\n")
    expectError(
      try Run(arguments.map { $0 == "x.csv" ? file : $0 } + ["--store", store]), words)
  }
}
