import Driftline
import DriftlineInput

/// How numbers lie in memory: `dtype`, `shape` and `offset`.
struct RawLayout: Sendable {
  let type: InputOptions.ElementType
  let shape: [Int]
  let offset: Int

  /// Reads the members; `dtype` and `shape` have to be there.
  init(_ members: inout Parameters, hasOffset: Bool = true) throws(DriftlineError) {
    let words = InputOptions.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
    guard let type = try members.choice("dtype", InputOptions.ElementType.self) else {
      throw DriftlineError(
        .invalidParams, "\"dtype\" is not given; it is one of \(words)", at: members.place("dtype"))
    }
    guard let shape = try members.ints("shape") else {
      throw DriftlineError(
        .invalidParams, "\"shape\" is not given; it is [n] for a column and [n, d] for a matrix",
        at: members.place("shape"))
    }
    self.type = type
    self.shape = shape
    offset = hasOffset ? try members.int("offset") ?? 0 : 0
  }

  /// The same for the readers of files.
  var options: InputOptions {
    var options = InputOptions()
    options.format = .raw
    options.elementType = type
    options.shape = shape
    options.offset = offset
    return options
  }
}
