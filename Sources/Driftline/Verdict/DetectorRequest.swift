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

  /// A detector as it is, with every parameter.
  init<D: Detector>(_ detector: D) {
    self.init(D.name, D.parameters.map { .init($0.name, $0.read(detector)) })
  }

  /// The detector of numbers that is asked for; `nil` where the name has none.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  func numeric() throws(DriftlineError) -> (any NumericDetector)? {
    guard let type = Registry.numeric.first(where: { $0.name == name }) else { return nil }
    return try type.init(known(to: type))
  }

  /// The detector of categories that is asked for; `nil` where the name has none.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  func categorical() throws(DriftlineError) -> (any CategoricalDetector)? {
    guard let type = Registry.categorical.first(where: { $0.name == name }) else { return nil }
    return try type.init(known(to: type))
  }

  /// The detector of embeddings that is asked for; `nil` where the name has none.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  func embedding() throws(DriftlineError) -> (any EmbeddingDetector)? {
    guard let type = Registry.embedding.first(where: { $0.name == name }) else { return nil }
    return try type.init(known(to: type))
  }

  /// Checks the name and the parameters.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` that lists what there is.
  public func validate() throws(DriftlineError) {
    guard Registry.names.contains(name) else {
      throw DriftlineError(
        .invalidParams,
        "there is no detector \"\(name)\"; there are \(Registry.names.joined(separator: ", "))",
        at: name)
    }
    _ = try numeric()
    _ = try categorical()
    _ = try embedding()
    if let type = Registry.retrieval.first(where: { $0.name == name }) {
      _ = try type.init(known(to: type))
    }
  }

  /// The parameters that a detector knows, and those that no detector of this name knows, which it
  /// will refuse.
  private func known<D: Detector>(to type: D.Type) -> [JSON.Member] {
    if parameters.isEmpty { return [] }
    let all = Registry.descriptions.filter { $0.name == name }.flatMap(\.parameters).map(\.name)
    let own = D.parameters.map(\.name)
    return parameters.filter { own.contains($0.key) || !all.contains($0.key) }
  }
}

extension [DetectorRequest] {
  /// The detectors of one kind among those asked for; `nil` where none were named.
  func made<D>(
    _ make: (DetectorRequest) throws(DriftlineError) -> D?
  ) throws(DriftlineError) -> [D]? {
    if isEmpty { return nil }
    var made: [D] = []
    for request in self {
      if Registry.retrieval.contains(where: { $0.name == request.name }) {
        throw DriftlineError(
          .invalidParams,
          "\(request.name) takes queries with the documents retrieved for each, and not two data "
            + "sets; use the worker's retrieval.fit, or Retrieval.fit of the Swift library",
          at: request.name)
      }
      if let detector = try make(request) { made.append(detector) }
    }
    return made
  }

  /// The detectors of embeddings among those asked for; `nil` where none were named.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`, also where none is of embeddings.
  func embeddings() throws(DriftlineError) -> [any EmbeddingDetector]? {
    let named = try made { (request) throws(DriftlineError) in try request.embedding() }
    if let named, named.isEmpty {
      throw DriftlineError(
        .invalidParams,
        "none of the detectors asked for applies to embeddings; there are "
          + Registry.embedding.map { $0.name }.joined(separator: ", "))
    }
    return named
  }
}
