import CDigest
import Driftline
import Foundation

/// The baselines and profiles that are read for ever, to be used with what the fuzzer makes.
private let known: (baselines: [Baseline], profiles: [Profile]) = {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../Goldens/blobs")
  var baselines: [Baseline] = []
  var profiles: [Profile] = []
  do {
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    for file in files.sorted(by: { $0.path < $1.path }) {
      switch file.pathExtension {
      case "baseline": baselines.append(try Baseline(bytes: Array(Data(contentsOf: file))))
      case "profile": profiles.append(try Profile(bytes: Array(Data(contentsOf: file))))
      default: break
      }
    }
  } catch {
    fatalError("the blobs cannot be read: \(error)")
  }
  precondition(baselines.count > 10 && profiles.count > 10, "\(baselines.count) baselines")
  return (baselines, profiles)
}()

/// Reads bytes as a profile, merges it with itself and holds it against its baseline.
public func attemptProfile(_ bytes: [UInt8]) {
  attempt {
    () throws(DriftlineError) in
    let sealed = sealed(bytes, kind: UInt8(ascii: "P"))
    var profile = try Profile(bytes: sealed)
    precondition(profile.bytes == sealed, "a profile has two forms")
    let once = profile
    try profile.merge(once)
    _ = profile.bytes
    for baseline in known.baselines where baseline.geometryDigest == profile.geometryDigest {
      attempt { () throws(DriftlineError) in _ = try baseline.updated(with: once).bytes }
      attempt { () throws(DriftlineError) in _ = try baseline.check(profile) }
    }
  }
}

/// Reads bytes as a baseline, and holds the profile of the same geometry against it.
public func attemptBaseline(_ bytes: [UInt8]) {
  attempt {
    () throws(DriftlineError) in
    let sealed = sealed(bytes, kind: UInt8(ascii: "B"))
    let baseline = try Baseline(bytes: sealed)
    measure(against: baseline)
    for profile in known.profiles where profile.geometryDigest == baseline.geometryDigest {
      attempt { () throws(DriftlineError) in _ = try baseline.updated(with: profile).bytes }
      // The detectors of the baseline itself may be set to draw for hours.
      for known in known.baselines where known.geometryDigest == baseline.geometryDigest {
        attempt { () throws(DriftlineError) in
          _ = try baseline.check(profile, detectors: known.detectors)
        }
      }
    }
  }
}

/// Reads bytes as a retrieval baseline, and asks it for two queries.
public func attemptRetrieval(_ bytes: [UInt8]) {
  attempt {
    () throws(DriftlineError) in
    let sealed = sealed(bytes, kind: UInt8(ascii: "R"))
    let baseline = try RetrievalBaseline(bytes: sealed)
    precondition(baseline.bytes == sealed, "a retrieval baseline has two forms")
    guard baseline.dimensions <= 1_024 else { return }
    let values = (0..<2 * baseline.dimensions).map { Float($0 % 5) - 1.5 }
    let rows = try Matrix(values, dimensions: baseline.dimensions)
    let verdict = try baseline.verdict(queries: rows, retrieved: [rows, rows])
    precondition(verdict.n.baseline == baseline.count && verdict.scores.count == 1)
  }
}

/// Measures a few values against a baseline, merges what comes of it, and asks what takes no time.
private func measure(against baseline: Baseline) {
  attempt { () throws(DriftlineError) in
    let data: Dataset
    switch baseline.kind {
    case .numeric: data = .column(.numeric([-1, 0, 0.5, .nan, 3, .infinity]))
    case .categorical: data = .column(.categories(["red", "blue", nil]))
    case .embedding:
      guard let width = baseline.dimensions, width <= 64 else { return }
      data = .matrix(
        try Matrix((0..<5 * width).map { Float($0 % 7) - 3 }, dimensions: width))
    default: return
    }
    var profile = try baseline.profile(of: data)
    try profile.merge(profile)
    _ = try Profile(bytes: profile.bytes)
    _ = try Baseline(bytes: baseline.updated(with: profile).bytes)
    for name in ["missing_share", "psi", "hotelling", "cluster_psi"] {
      attempt { () throws(DriftlineError) in
        _ = try baseline.check(profile, detectors: [DetectorRequest(name)])
      }
    }
  }
}

private func attempt(_ body: () throws(DriftlineError) -> Void) {
  do throws(DriftlineError) {
    try body()
  } catch {
    precondition(error.kind != .internal && !error.message.isEmpty, error.message)
  }
}

/// A payload under a header that fits it; of bytes with a header of ours only the rest is the payload.
///
/// Every fourth input keeps its header as it is, so that the header is tried too.
private func sealed(_ bytes: [UInt8], kind: UInt8) -> [UInt8] {
  let isOurs = bytes.dropFirst().starts(with: "DRFT".utf8)
  if isOurs, bytes.reduce(0, &+) & 3 == 0 { return bytes }
  let payload = isOurs ? Array(bytes.dropFirst(56)) : bytes
  var digest = [UInt8](repeating: 0, count: 32)
  SHA256(payload, payload.count, &digest)
  var header: [UInt8] = [0x89] + "DRFT".utf8 + [kind, 0x0D, 0x0A, 1, 0, 0, 0, 0, 0, 0, 0]
  for byte in 0..<8 { header.append(UInt8(truncatingIfNeeded: payload.count >> (8 * byte))) }
  return header + digest + payload
}
