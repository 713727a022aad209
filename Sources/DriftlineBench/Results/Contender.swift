/// Who was measured: a detector, a chart, a part, or a yardstick.
public struct Contender: Codable, Sendable, Hashable {
  /// The name in tables, such as `ks`, `scipy.ks_2samp` or `always`.
  public var name: String
  /// Whose it is: `driftline`, `yardstick` (always fires, never fires), or the package of a peer.
  public var source: String
  /// The version of the source; empty for yardsticks.
  public var version: String

  /// Somebody who is measured.
  public init(name: String, source: String, version: String) {
    self.name = name
    self.source = source
    self.version = version
  }

  /// The source of our own.
  public static let driftline = "driftline"
  /// The source of what always and what never fires.
  public static let yardstick = "yardstick"

  /// Whether it is one of our own.
  public var isOurs: Bool { source == Self.driftline }
}
