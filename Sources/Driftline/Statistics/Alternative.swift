/// Which deviations of the current sample from the baseline speak against "no drift".
public enum Alternative: String, Sendable, CaseIterable {
  /// Deviations either way.
  case twoSided = "two-sided"
  /// The baseline's distribution function lies above the current one: D+ = sup (F - G).
  case greater
  /// The baseline's distribution function lies below the current one: D- = sup (G - F).
  case less
}
