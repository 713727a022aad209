import ArgumentParser

/// `driftline baseline`.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Keeps baselines: what is known of the good days, without the data.",
    discussion: """
      driftline baseline fit sales january.csv
      driftline baseline update sales february.csv
      driftline baseline show sales
      driftline baseline export sales sales.baseline

      A baseline has a name and versions, which never change; fitting and updating add one. It \
      is kept in a few kilobytes, in the file that --store names.
      """,
    subcommands: [
      BaselineFit.self, BaselineUpdate.self, BaselineList.self, BaselineShow.self,
      BaselineExport.self, BaselineImport.self, BaselineDelete.self,
    ])
}
