/// What there is to know of a parameter.
public struct ParameterDescription: Sendable, Equatable {
  /// The name.
  public let name: String
  /// The default.
  public let standard: JSON
  /// What it may be.
  public let domain: String
  /// What it is.
  public let summary: String
}

extension Parameterized {
  /// What there is to know of the parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    let standard = Self()
    return parameters.map {
      ParameterDescription(
        name: $0.name, standard: $0.read(standard), domain: $0.domain, summary: $0.summary)
    }
  }
}

extension [ParameterDescription] {
  /// The descriptions as the worker writes them: an object by name.
  public var json: JSON {
    .object(
      map {
        .init(
          $0.name,
          .object([
            .init("default", $0.standard), .init("domain", .string($0.domain)),
            .init("summary", .string($0.summary)),
          ]))
      })
  }
}
