public import Driftline

extension AccuracyGrid {
  /// How often each level is drawn where nobody says.
  public static func repeats(_ kind: Verdict.Kind, _ sizes: SampleSizes) -> Int {
    200
  }
}
