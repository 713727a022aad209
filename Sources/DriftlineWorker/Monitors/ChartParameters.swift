import Driftline
import DriftlineCharts
import DriftlineInput

extension Parameters {
  /// A chart: its name, or an object of a `name` and parameters.
  mutating func chart(_ name: String) throws(DriftlineError) -> any Chart {
    let pointer = place(name)
    let value = try required(
      name, "a chart's name, or an object such as {\"name\":\"ewma\",\"mean\":10,\"sigma\":1}")
    do throws(DriftlineError) {
      switch value {
      case .text(let text): return try Charts.make(text.string)
      case .object(let members):
        guard case .text(let kind)? = members.first(where: { $0.key == "name" })?.value else {
          throw DriftlineError(
            .invalidParams, "a chart is its name, or an object with a \"name\" and parameters",
            at: pointer + "/name")
        }
        guard Set(members.map(\.key)).count == members.count else {
          throw DriftlineError(
            .invalidParams, "a parameter of the chart is given twice", at: pointer)
        }
        return try Charts.make(kind.string, members.map { .init($0.key, $0.value.json) })
      default:
        throw .expected(
          "a chart's name, or an object with a \"name\" and parameters", for: name, got: value,
          at: pointer)
      }
    } catch { throw error.ofParameter(at: pointer) }
  }

  /// A policy on alerts, as an object of its parameters; `nil` where it is not given.
  mutating func alert(_ name: String) throws(DriftlineError) -> AlertPolicy? {
    guard let value = present(name) else { return nil }
    let pointer = place(name)
    guard case .object(let members) = value,
      Set(members.map(\.key)).count == members.count
    else { throw .expected("an object of parameters", for: name, got: value, at: pointer) }
    do throws(DriftlineError) {
      return try AlertPolicy(members.map { .init($0.key, $0.value.json) })
    } catch { throw error.ofParameter(at: pointer) }
  }
}

extension DriftlineError {
  /// The error of a parameter that the library calls `ewma.lambda`, at `pointer/lambda`.
  func ofParameter(at pointer: String) -> DriftlineError {
    guard !isPlaced, let name = location?.split(separator: ".", maxSplits: 1).last,
      location?.contains(".") == true
    else { return placed(at: pointer) }
    var placed = self
    placed.location = pointer + "/" + escaped(String(name))
    return placed
  }
}
