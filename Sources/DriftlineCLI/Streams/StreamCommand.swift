import ArgumentParser

/// `driftline stream`.
struct StreamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stream",
    abstract: "Keeps what comes in day after day, and checks windows of it.",
    discussion: """
      driftline stream observe sales shop-7 today.csv --time 2026-03-01
      driftline stream check sales shop-7 --last 7d
      driftline stream check sales shop-7 --last 7d --against previous
      driftline stream prune sales shop-7 --before 2025-03-01

      A stream keeps one profile for each day, or other length of time, and no data.
      """,
    subcommands: [
      StreamObserve.self, StreamCheck.self, StreamList.self, StreamPrune.self,
    ])
}
