public import ArgumentParser
import DriftlineInput
import DriftlineWorker

/// How the numbers of raw files lie.
struct RawArguments: ParsableArguments {
  @Option(help: "What the numbers of raw files are, little-endian.")
  var dtype: InputOptions.ElementType?

  @Option(
    parsing: .unconditional,
    help: .init(
      "The shape of raw files, row after row: n for a column, n,d for a matrix; an n of -1 stands for "
        + "as many rows as there are.", valueName: "n,d"))
  var shape: Shape?

  @Option(help: .init("How many bytes precede the numbers of raw files.", valueName: "bytes"))
  var offset = 0

  /// Lengths with commas between them.
  struct Shape: ExpressibleByArgument {
    let lengths: [Int]

    init?(argument: String) {
      let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
      lengths = parts.compactMap { Int($0) }
      if lengths.count != parts.count { return nil }
    }
  }

  /// Sets what was given.
  func set(_ file: inout FileReference) {
    file.elementType = dtype
    file.shape = shape?.lengths
    file.offset = offset
  }
}

extension InputOptions.ElementType: ExpressibleByArgument {}
