import Testing

@Suite struct OutputTests {
  let samples: Samples

  init() throws { samples = try Samples() }

  @Test(
    arguments: [
      (Run.Output.terminal, [:], "auto", true), (.terminal, ["NO_COLOR": "1"], "auto", false),
      (.terminal, ["NO_COLOR": ""], "auto", true), (.terminal, ["TERM": "dumb"], "auto", false),
      (.terminal, [:], "never", false), (.terminal, ["NO_COLOR": "1"], "always", true),
      (.file, [:], "auto", false), (.file, [:], "always", true),
    ] as [(Run.Output, [String: String], String, Bool)])
  func coloursWhereItShould(
    output: Run.Output, environment: [String: String], color: String, isColoured: Bool
  ) throws {
    let run = try Run(
      samples.compare + ["--color", color], environment: environment, output: output)
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.contains("\u{1B}[1;31mDRIFT (high)\u{1B}[0m") == isColoured)
    #expect(run.output.contains("\u{1B}") == isColoured)
    #expect(run.output.contains("2 of 3 columns drifted"))
  }

  @Test func neverColoursJSON() throws {
    let run = try Run(samples.compare + ["--json", "--color", "always"], output: .terminal)
    #expect(run.output.hasPrefix("{") && !run.output.contains("\u{1B}"))
  }

  @Test func escapesNamesWhereTheLocaleIsNotUTF8() throws {
    let file = try samples.file("n.csv", "na\u{EF}ve,b\n1,2\n3,4\n5,6\n")
    let arguments = ["compare", "--baseline", file, "--current", file]
    #expect(try Run(arguments).output.contains("na\u{EF}ve"))
    let run = try Run(arguments, environment: ["LC_ALL": "C"])
    #expect(run.output.contains("na\\u{ef}ve") && run.output.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func endsQuietlyWhereNobodyReads() throws {
    let unread = try Run(samples.compare + ["--exit-code"], output: .unreadPipe)
    #expect(unread.status == 1 && !unread.wasKilled && unread.error.isEmpty)
    let closed = try Run(samples.compare, script: "exec \"$0\" \"$@\" >&-")
    #expect(closed.status == 0 && closed.error.isEmpty)
    let head = try Run(samples.compare, script: "\"$0\" \"$@\" | head -n 1")
    #expect(head.output == "DRIFT (high): 2 of 3 columns drifted\n" && head.error.isEmpty)
    let help = try Run(["--help"], output: .unreadPipe)
    #expect(help.status == 0 && help.error.isEmpty)
  }

  #if os(Linux)
    @Test func saysThatTheDiskIsFull() throws {
      let run = try Run(samples.compare, script: "exec \"$0\" \"$@\" > /dev/full")
      #expect(run.status == 2)
      #expect(run.error == "driftline: standard output: No space left on device\n")
    }
  #endif
}
