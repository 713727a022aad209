/// A value whose stored properties are parameters that can be set by name: a detector, a chart.
public protocol Parameterized: Sendable, Equatable {
  /// The name in JSON, on the command line and in reports; never changed.
  static var name: String { get }
  /// What it measures or watches, in one line.
  static var summary: String { get }
  /// Where the definition comes from: authors, year, DOI.
  static var source: String { get }
  /// Every parameter, in the order in which they are shown.
  static var parameters: [Parameter<Self>] { get }

  /// The value with its default parameters.
  init()

  /// Checks what no single parameter can say of itself; by default nothing.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  func validate() throws(DriftlineError)
}

extension Parameterized {
  /// Nothing to check.
  public func validate() throws(DriftlineError) {}

  /// A value whose parameters are the defaults but for those given.
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
