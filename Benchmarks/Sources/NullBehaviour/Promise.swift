/// What a detector's p-value promises: false alarms at their nominal rate, or fewer.
enum Promise {
  /// As many as the level says, within the error of the simulation.
  case exact
  /// At most as many.
  case atMost

  /// Where a detector may be quieter than promised: p-values that move in steps (ties, few rows or
  /// few missing values), and bins that hold next to nothing.
  static func of(_ detector: String, _ sample: Samples, _ sizes: (Int, Int)) -> Promise {
    let size = min(sizes.0, sizes.1)
    let isQuiet =
      switch detector {
      case "ks": size < 1_000 || sample == .discrete
      case "js", "kl": sample == .heavyTailed || sample == .discrete || size < 1_000
      case "energy", "wasserstein": sample == .heavyTailed
      case "missing_share": true
      default: false
      }
    return isQuiet ? .atMost : .exact
  }
}
