public import Driftline

/// The profiles of some buckets, merged.
public struct StreamWindow: Sendable {
  /// All values of the window; `nil` where there is no bucket.
  public let profile: Profile?
  /// How many buckets there were.
  public let buckets: Int
}

extension BaselineStore {
  /// Adds a profile to the bucket of a stream that a time is in.
  ///
  /// Buckets begin at multiples of their length since 1970: those of a day at midnight UTC. The first
  /// observation makes the stream, and with it the length of its buckets and the geometry that all
  /// its profiles have from then on, which is that of one of the baseline's versions.
  ///
  /// - Parameters:
  ///   - baseline: the baseline's name.
  ///   - stream: 1 to 256 bytes of UTF-8 without control characters and line separators.
  ///   - time: when the values were, in seconds since 1970.
  ///   - profile: their profile against the baseline.
  ///   - sequence: a number that names this observation. One whose number the stream has seen already
  ///     changes nothing, whatever its values: a sender that is not sure may send again.
  ///   - bucketSeconds: the length of a bucket; `nil` for what the stream has, or a day.
  /// - Returns: what is in the bucket now.
  /// - Throws: `baseline_not_found`; `incompatible_profile` where the profile has another geometry;
  ///   `invalid_params` for a name, time, number or length that is none, and for another length than
  ///   the stream has; the errors of the store.
  @discardableResult
  public func observe(
    baseline: String, stream: String, time: Int, profile: Profile, sequence: Int? = nil,
    bucketSeconds: Int? = nil
  ) throws(DriftlineError) -> Observation {
    try observe(
      baseline: baseline, stream: stream, time: time, profile: ProfileFacts(profile),
      sequence: sequence, bucketSeconds: bucketSeconds
    ) { old in
      var merged = try Self.profile(old, stream)
      try merged.merge(profile)
      return ProfileFacts(merged)
    }
  }

  /// The profiles of all buckets that start in `from..<to`, merged in the order of time.
  ///
  /// - Parameters:
  ///   - baseline: the baseline's name.
  ///   - stream: the stream's name.
  ///   - from: in seconds since 1970; a bucket that starts before it is left out as a whole.
  ///   - to: in seconds since 1970.
  ///   - fitted: the baseline, as many of whose rows the window is to keep; `nil` for as many as the
  ///     first bucket has.
  /// - Returns: the merged profile, and of how many buckets it is.
  /// - Throws: `baseline_not_found`, also where there is no such stream; `store_corrupt` where a
  ///   profile is damaged; the errors of the store.
  public func window(
    baseline: String, stream: String, from: Int, to: Int, fitted: Baseline? = nil
  ) throws(DriftlineError) -> StreamWindow {
    // Some at a time, so that memory does not grow with the window.
    var waiting: [Profile] = []
    var buckets = 0
    func join() throws(DriftlineError) {
      guard let first = waiting.first else { return }
      if let fitted {
        waiting = [try fitted.merged(waiting)]
      } else {
        var sum = first
        for profile in waiting.dropFirst() { try sum.merge(profile) }
        waiting = [sum]
      }
    }
    try forEachProfile(baseline: baseline, stream: stream, from: from, to: to) { bytes in
      waiting.append(try Self.profile(bytes, stream))
      buckets += 1
      if waiting.count == 32 { try join() }
    }
    try join()
    return StreamWindow(profile: waiting.first, buckets: buckets)
  }

  private static func profile(
    _ bytes: [UInt8], _ stream: String
  ) throws(DriftlineError) -> Profile {
    try intact("a profile of the stream \"\(stream)\"") { () throws(DriftlineError) in
      try Profile(bytes: bytes)
    }
  }
}

extension ProfileFacts {
  /// What the tables hold of a profile.
  init(_ profile: Profile) {
    self.init(
      geometryDigest: profile.geometryDigest, count: profile.count, missing: profile.missing,
      bytes: profile.bytes)
  }
}
