public import ArgumentParser
public import DriftlineStore

/// What becomes of a baseline that has the name already.
struct ConflictArguments: ParsableArguments {
  @Option(
    help: """
      What to do where there is a baseline of that name: refuse, add a version, or remove all \
      versions with their streams and scores first.
      """)
  var ifExists = IfExists.error
}

extension IfExists: ExpressibleByArgument {}
