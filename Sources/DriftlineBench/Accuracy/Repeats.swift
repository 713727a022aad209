public import Driftline

extension AccuracyGrid {
  /// How often each level is drawn where nobody says.
  ///
  /// Columns cost little. All detectors of embeddings together take about 0.2, 0.45 and 0.65 s for 200, 500
  /// and 1000 rows of 64 numbers on each side (the Fréchet distance takes 0.13 to 0.19 s of it), and 1.8 to
  /// 5 s for 200 to 2000 rows against 4000 baseline rows of 384 numbers (of which the cluster scan takes
  /// 0.4 to 1.2 s and maximum mean discrepancy 0.2 to 0.8 s), on a busy core (`Benchmarks/run embeddings minilm`).
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
