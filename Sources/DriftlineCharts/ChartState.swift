public import Driftline

/// What changes in a chart from value to value: named numbers, written and read as JSON.
public protocol ChartState: Sendable, Equatable {
  /// Every number of the state by name, with what it may be.
  static var fields: [Parameter<Self>] { get }

  /// Whether the numbers belong together; by default they do.
  var isConsistent: Bool { get }
}

extension ChartState {
  /// Whatever each number may be on its own.
  public var isConsistent: Bool { true }

  /// The state as named values, which read back to the same bits.
  public var json: JSON {
    .object(Self.fields.map { .init($0.name, $0.value(of: self)) })
  }

  /// Takes the numbers of a checkpoint.
  ///
  /// - Throws: `invalid_params` for a name that is not one of the state's, for one that is missing,
  ///   and for numbers that no state can have.
  public mutating func resume(from json: JSON) throws(DriftlineError) {
    guard case .object(let members) = json else {
      throw DriftlineError(.invalidParams, "the state is no object", at: "state")
    }
    var read = self
    for field in Self.fields {
      let found = members.filter { $0.key == field.name }
      guard found.count == 1, field.write(&read, found[0].value) else {
        throw DriftlineError(
          .invalidParams,
          "the state's \"\(field.name)\" is \(found.first?.value.text ?? "not there"); "
            + "it takes \(field.domain)", at: "state.\(field.name)")
      }
    }
    guard members.count == Self.fields.count else {
      let names = Self.fields.map(\.name)
      let odd = members.first { !names.contains($0.key) }?.key ?? ""
      throw DriftlineError(
        .invalidParams, "the state has no \"\(odd)\"; it has \(names.joined(separator: ", "))",
        at: "state.\(odd)")
    }
    guard read.isConsistent else {
      throw DriftlineError(
        .invalidParams, "the numbers of the state do not belong together", at: "state")
    }
    self = read
  }
}
