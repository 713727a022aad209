import Driftline

/// What is held against a baseline: data, or a profile that was made of some before.
enum Batch {
  /// Data that are at hand.
  case data(Dataset)
  /// What is remembered of some.
  case profile(Profile)

  /// The batch's profile over a baseline's geometry.
  ///
  /// - Throws: ``DriftlineError``: what reading throws, and `incompatible_profile` where a profile was
  ///   made with another baseline.
  func profile(over baseline: Baseline, threads: Int) throws(DriftlineError) -> Profile {
    switch self {
    case .data(let data): return try baseline.profile(of: data, threads: threads)
    case .profile(let profile): return try baseline.merged([profile])
    }
  }

  /// The verdict on the batch.
  func verdict(
    against baseline: Baseline, detectors: [DetectorRequest], options: CompareOptions
  ) throws(DriftlineError) -> Verdict {
    switch self {
    case .data(let data):
      return try baseline.check(data, detectors: detectors, options: options)
    case .profile(let profile):
      return try baseline.check(
        try baseline.merged([profile]), detectors: detectors, options: options)
    }
  }
}
