public import Driftline

extension AccuracyGrid {
  /// How often each level is drawn where nobody says.
  ///
  /// Columns cost little. All detectors of embeddings together take about 45, 115 and 220 ms for 200, 500
  /// and 1000 rows of 64 numbers on each side (the Fréchet distance, the cluster scan, maximum mean
  /// discrepancy and what runs where none is named take most of it), and 1.0 to 1.8 s for 4000 baseline
  /// rows of 384 numbers (of which the cluster scan takes 0.4 to 0.5 s and maximum mean discrepancy 0.2
  /// to 0.3 s), on one busy core.
  public static func repeats(_ kind: Verdict.Kind, _ sizes: SampleSizes) -> Int {
    guard kind == .embedding else { return 200 }
    switch sizes.baseline + sizes.current {
    case ...400: return 200
    case ...1_000: return 100
    case ...2_000: return 60
    default: return 40
    }
  }

  /// How often each control is drawn where nobody says: more often than levels, as a threshold that 5 % of
  /// the controls exceed is less sure than the share of changes beyond it.
  public static func controlRepeats(_ kind: Verdict.Kind, _ sizes: SampleSizes) -> Int {
    let usual = repeats(kind, sizes)
    return usual < 100 ? 3 * usual : 2 * usual
  }
}
