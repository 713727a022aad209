import Testing

@Suite struct ErrorTests {
  let samples: Samples

  init() throws { samples = try Samples() }

  /// One line on standard error with these words, nothing on standard output, status 2.
  private func expectError(_ run: Run, _ words: String) {
    #expect(run.status == 2 && !run.wasKilled && run.output.isEmpty)
    #expect(run.error.hasPrefix("driftline: ") && run.error.hasSuffix("\n"))
    #expect(run.error.count { $0 == "\n" } == 1)
    #expect(run.error.contains(words), "\(run.error)")
  }

  @Test(arguments: [
    (["--detector", "nope"], "there is no detector \"nope\"; there are psi, ks, "),
    (["--detector", "psi,"], "there is no detector \"\""),
    (["--detector", "psi", "--set", "psi.nope=1"], "psi has no parameter \"nope\"; it has "),
    (
      ["--detector", "psi", "--set", "psi.bins=1"], "psi.bins is 1; it takes a whole number from 2"
    ),
    (["--detector", "psi", "--set", "psi.bins=ten"], "psi.bins is \"ten\"; it takes"),
    (["--detector", "psi", "--set", "psi.bins"], "--set psi.bins has not the form"),
    (["--set", "psi.bins=20"], "no detector is named; add --detector psi"),
    (["--detector", "ks,js", "--set", "psi.bins=20"], "the detectors named are ks, js"),
    (["--column", "nope"], "there is no column \"nope\""),
    (["--categorical", "nope"], "there is no column \"nope\""),
    (["--numeric", "city"], "baseline.csv:"),
    (["--alpha", "2"], "alpha is 2.0; it lies between 0 and 1"),
    (["--threads", "0"], "threads is 0"), (["--drift-share", "0"], "the drift share is 0.0"),
    (["--seed=-1"], "--seed"), (["--seed", "9223372036854775808"], "--seed is"),
    (["--rule", "nope"], "'threshold', 'p_value' or 'both'; see driftline compare --help"),
    (["--nope"], "--nope"), (["surplus"], "surplus"), (["--json", "--quiet"], "--quiet"),
    (["--categorical", "city", "--numeric", "city"], "the column city is named by both"),
  ])
  func saysWhatWasWrong(arguments: [String], words: String) throws {
    expectError(try Run(samples.compare + arguments), words)
  }

  @Test func namesFilesThatAreNotThere() throws {
    let missing = samples.baseline + ".nope.csv"
    expectError(
      try Run(["compare", "--baseline", missing, "--current", samples.current]),
      "\(missing): cannot be opened: No such file or directory")
    expectError(try Run(["compare", "--baseline", "-", "--current", "-"]), "standard input")
    expectError(try Run(["compare", "--baseline", samples.baseline]), "--current")
    expectError(try Run(["nope"]), "nope")
  }

  @Test func saysWhichColumnsDiffer() throws {
    let other = try samples.file("other.csv", "age,weight,city\n1,2,Rom\n2,3,Paris\n")
    expectError(
      try Run(["compare", "--baseline", samples.baseline, "--current", other]),
      "the columns differ: current lacks \"height\"; baseline lacks \"weight\"")
    let without = try samples.file("without.csv", "age,height\n1,2\n2,3\n")
    expectError(
      try Run(["compare", "--baseline", samples.baseline, "--current", without]),
      "there is no column \"city\"; it has \"age\", \"height\"; the baseline has it")
  }

  @Test func refusesAFileThatLies() throws {
    let array = try samples.npy("short.npy", [1, 2, 3], promising: 4)
    expectError(
      try Run(["compare", "--baseline", array, "--current", array]),
      "short.npy: there are 24 bytes of data, and the header promises 32")
    let text = try samples.file("ragged.csv", "a,b\n1,2\n3\n")
    expectError(try Run(["compare", "--baseline", text, "--current", text]), "ragged.csv:3:")
  }

  @Test func keepsHostileNamesOnOneLine() throws {
    expectError(
      try Run(["compare", "--baseline", "a\u{1B}[2J\nb.csv", "--current", samples.current]),
      "a\\u{1b}[2J\\nb.csv: cannot be opened")
    let run = try Run(
      ["compare", "--baseline", "na\u{EF}ve.csv", "--current", samples.current],
      environment: ["LC_ALL": "C"])
    expectError(run, "na\\u{ef}ve.csv: cannot be opened")
  }

  @Test func opensNoGateToWhatCannotBeTold() throws {
    // The distance of infinities is not a number.
    let file = try samples.npy("infinite.npy", [-.infinity, 1, .infinity])
    let arguments = [
      "compare", "--baseline", file, "--current", file, "--detector", "wasserstein",
    ]
    let plain = try Run(arguments)
    #expect(plain.status == 0 && plain.error.isEmpty && plain.output.hasPrefix("UNDETERMINED\n"))
    let gate = try Run(arguments + ["--exit-code"])
    #expect(gate.status == 2 && gate.output == plain.output)
    #expect(gate.error.hasPrefix("driftline: the verdict is undetermined"))
  }
}
