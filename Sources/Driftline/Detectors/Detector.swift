/// A question put to two samples: what it is called, and what can be set.
///
/// A detector is a value whose stored properties are its parameters. It never sees the data, only
/// the parts of it that it asked for, so it cannot tell whether they come from two files, from a
/// baseline of last year or from a thousand partitions.
public protocol Detector: Sendable, Equatable {
  /// The name in JSON, on the command line and in reports; never changed.
  static var name: String { get }
  /// What the detector measures, in one line.
  static var summary: String { get }
  /// Where the definition comes from: authors, year, DOI.
  static var source: String { get }
  /// Every parameter, in the order in which they are shown.
  static var parameters: [Parameter<Self>] { get }

  /// The detector with its default parameters.
  init()

  /// Checks what no single parameter can say of itself; by default nothing.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  func validate() throws(DriftlineError)
}

extension Detector {
  /// Nothing to check.
  public func validate() throws(DriftlineError) {}

  /// A detector whose parameters are the defaults but for those given.
  ///
  /// - Parameter values: named values; a `name` member is passed over, as in
  ///   `{"name":"psi","bins":20}`.
  /// - Throws: ``DriftlineError`` of kind `invalid_params` for a name that is not a parameter and
  ///   for a value outside its domain; the message lists what there is.
  public init(_ values: [JSON.Member]) throws(DriftlineError) {
    self.init()
    for member in values where member.key != "name" {
      guard let parameter = Self.parameters.first(where: { $0.name == member.key }) else {
        let known = Self.parameters.map(\.name).joined(separator: ", ")
        throw DriftlineError(
          .invalidParams,
          "\(Self.name) has no parameter \"\(member.key)\"; "
            + (known.isEmpty ? "it has none" : "it has \(known)"),
          at: "\(Self.name).\(member.key)")
      }
      guard parameter.write(&self, member.value) else {
        throw DriftlineError(
          .invalidParams,
          "\(Self.name).\(parameter.name) is \(member.value.text); "
            + "it takes \(parameter.domain)",
          at: "\(Self.name).\(parameter.name)", details: [.init("got", member.value)])
      }
    }
    try validate()
  }

  /// The parameters as they are, in the order of the list.
  public var definition: JSON {
    .object(Self.parameters.map { .init($0.name, $0.read(self)) })
  }
}

/// A detector of numeric columns.
public protocol NumericDetector: Detector {
  /// Which parts of the two samples have to be there.
  var needs: NumericNeeds { get }

  /// Measures two samples whose parts are there.
  ///
  /// - Throws: ``DriftlineError`` of kind `insufficient_data` where the samples are too small.
  func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding
}

/// A detector of categorical columns.
public protocol CategoricalDetector: Detector {
  /// Measures two tables of counts.
  ///
  /// - Throws: ``DriftlineError`` of kind `insufficient_data` where the samples are too small.
  func measure(_ samples: CategoricalComparison) throws(DriftlineError) -> Finding
}

/// A detector of embeddings: of the rows of two matrices.
public protocol EmbeddingDetector: Detector {
  /// Which parts of the two matrices have to be there.
  var needs: EmbeddingNeeds { get }

  /// Measures two matrices whose parts are there.
  ///
  /// - Throws: ``DriftlineError`` of kind `insufficient_data` where there are too few rows.
  func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding
}
