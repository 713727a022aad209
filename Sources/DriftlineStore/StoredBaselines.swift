public import Driftline

/// A version of a baseline, with what the store knows of it.
public struct StoredBaseline: Sendable {
  /// What is known of the version.
  public let entry: BaselineEntry
  /// The baseline.
  public let baseline: Baseline
}

extension BaselineStore {
  @discardableResult
  public func save(
    _ baseline: Baseline, as name: String, ifExists: IfExists = .error
  ) throws(DriftlineError) -> BaselineEntry {
    try insert(name, VersionFacts(baseline), ifExists: ifExists)
  }

  public func load(
    _ name: String, version: Int? = nil
  ) throws(DriftlineError) -> StoredBaseline {
    let (entry, bytes) = try sealed(name, version: version)
    return StoredBaseline(entry: entry, baseline: try Baseline(bytes: bytes))
  }

  public func replaceNewest(
    _ old: StoredBaseline, by baseline: Baseline
  ) throws(DriftlineError) -> BaselineEntry {
    try update(old.entry.name) { entry, _ in
      guard entry.version == old.entry.version else {
        throw DriftlineError(.versionConflict, "there is version \(entry.version) now")
      }
      return VersionFacts(baseline)
    }
  }

  public func observe(
    _ profile: Profile, baseline: String, stream: String, time: Int, sequence: Int? = nil,
    bucketSeconds: Int? = nil
  ) throws(DriftlineError) -> Observation {
    try observe(
      baseline: baseline, stream: stream, time: time, profile: ProfileFacts(profile),
      sequence: sequence, bucketSeconds: bucketSeconds
    ) { old in
      var sum = try Profile(bytes: old)
      try sum.merge(profile)
      return ProfileFacts(sum)
    }
  }

  public func profiles(
    baseline: String, stream: String, from: Int, to: Int
  ) throws(DriftlineError) -> [Profile] {
    var profiles: [Profile] = []
    try forEachProfile(baseline: baseline, stream: stream, from: from, to: to) {
      profiles.append(try Profile(bytes: $0))
    }
    return profiles
  }

  public func exported(
    _ name: String, version: Int? = nil
  ) throws(DriftlineError) -> (entry: BaselineEntry, bytes: [UInt8]) {
    let (entry, bytes) = try sealed(name, version: version)
    return (
      entry, ExportFile(name: name, version: entry.version, baseline: bytes).bytes
    )
  }

  public func imported(
    _ bytes: [UInt8], as name: String? = nil, ifExists: IfExists = .version
  ) throws(DriftlineError) -> BaselineEntry {
    let file = try ExportFile(bytes: bytes)
    return try save(
      try Baseline(bytes: file.baseline), as: name ?? file.name, ifExists: ifExists)
  }
}

extension VersionFacts {
  init(_ baseline: Baseline) {
    self.init(
      kind: baseline.kind.rawValue, count: baseline.count, missing: baseline.missing,
      dimensions: baseline.dimensions, digest: baseline.digest,
      geometryDigest: baseline.geometryDigest, bytes: baseline.bytes)
  }
}

extension ProfileFacts {
  init(_ profile: Profile) {
    self.init(
      geometryDigest: profile.geometryDigest, count: profile.count, missing: profile.missing,
      bytes: profile.bytes)
  }
}
