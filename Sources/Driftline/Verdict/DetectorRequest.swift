/// A detector asked for by its name, with the parameters that differ from the defaults.
///
/// One name can stand for a detector of numbers and one of categories (`psi`); a parameter must be
/// known to at least one of them, and goes to those that know it.
public struct DetectorRequest: Sendable, Equatable {
  /// The detector's name.
  public var name: String
  /// Parameters by name.
  public var parameters: [JSON.Member]

  /// A detector by name, with parameters.
  public init(_ name: String, _ parameters: [JSON.Member] = []) {
    self.name = name
    self.parameters = parameters
  }

  /// The detector of numbers that is asked for; `nil` where the name has none.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  func numeric() throws(DriftlineError) -> (any NumericDetector)? {
    guard let type = try types().numeric else { return nil }
    return try type.init(known(to: type))
  }

  /// The detector of categories that is asked for; `nil` where the name has none.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  func categorical() throws(DriftlineError) -> (any CategoricalDetector)? {
    guard let type = try types().categorical else { return nil }
    return try type.init(known(to: type))
  }

  /// Checks the name and the parameters.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` that lists what there is.
  public func validate() throws(DriftlineError) {
    _ = try numeric()
    _ = try categorical()
  }

  private func types() throws(DriftlineError) -> (
    numeric: (any NumericDetector.Type)?, categorical: (any CategoricalDetector.Type)?
  ) {
    let numeric = Registry.numeric.first { $0.name == name }
    let categorical = Registry.categorical.first { $0.name == name }
    guard numeric != nil || categorical != nil else {
      throw DriftlineError(
        .invalidParams,
        "there is no detector \"\(name)\"; there are \(Registry.names.joined(separator: ", "))",
        at: name)
    }
    return (numeric, categorical)
  }

  /// The parameters that a detector knows, and those that no detector of this name knows, which it
  /// will refuse.
  private func known<D: Detector>(to type: D.Type) throws(DriftlineError) -> [JSON.Member] {
    let (numeric, categorical) = try types()
    var all = Set<String>()
    if let numeric { all.formUnion(parameterNames(of: numeric)) }
    if let categorical { all.formUnion(parameterNames(of: categorical)) }
    let own = Set(parameterNames(of: type))
    return parameters.filter { own.contains($0.key) || !all.contains($0.key) }
  }

  private func parameterNames<D: Detector>(of type: D.Type) -> [String] {
    D.parameters.map(\.name)
  }
}
