import Driftline
import DriftlineStore

/// Bytes that stand for baselines and profiles where a test is about the store and not about them.
package enum TestBytes {
  /// The digest of a geometry that a number names.
  package static func geometry(_ number: Int) -> String { digest(of: number, first: "e") }

  private static func digest(of number: Int, first: Character) -> String {
    let text = String(number, radix: 16)
    return String(first) + String(repeating: "0", count: 63 - text.count) + text
  }

  /// A version of a baseline that a number names: up to 24 KB that follow from its digest.
  package static func version(_ number: Int, geometry: Int = 1) -> VersionFacts {
    let digest = digest(of: number, first: "d")
    return VersionFacts(
      kind: "numeric", count: 100 + number % 100, missing: number % 7, dimensions: nil,
      digest: digest, geometryDigest: Self.geometry(geometry), bytes: bytes(of: digest))
  }

  /// The bytes that belong to a digest.
  package static func bytes(of digest: String) -> [UInt8] {
    let number = UInt64(digest.dropFirst(), radix: 16) ?? 0
    var random = SeededRandom(seed: number)
    return (0..<random.below(24_000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  /// A profile of some values: a number of eight bytes, repeated so that a bucket takes pages.
  package static func profile(count: Int, geometry: Int = 1, repeats: Int = 200) -> ProfileFacts {
    let word = (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
    return ProfileFacts(
      geometryDigest: Self.geometry(geometry), count: count, missing: 0,
      bytes: Array(repeatElement(word, count: repeats).joined()))
  }

  /// The number of values in a profile's bytes; `nil` where the bytes are not of one piece.
  package static func count(in profile: [UInt8]) -> Int? {
    let word = Array(profile.prefix(8))
    guard word.count == 8, profile.count % 8 == 0,
      stride(from: 0, to: profile.count, by: 8).allSatisfy({ Array(profile[$0..<$0 + 8]) == word })
    else { return nil }
    return word.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Adds a profile of some values to a stream.
  package static func observe(
    _ store: BaselineStore, _ baseline: String, _ stream: String, time: Int, count: Int,
    sequence: Int? = nil, bucketSeconds: Int? = nil, geometry: Int = 1, repeats: Int = 200
  ) throws(DriftlineError) -> Observation {
    let profile = profile(count: count, geometry: geometry, repeats: repeats)
    return try store.observe(
      baseline: baseline, stream: stream, time: time, profile: profile, sequence: sequence,
      bucketSeconds: bucketSeconds
    ) { old in
      guard let before = Self.count(in: old) else {
        throw DriftlineError(.storeCorrupt, "a profile of two pieces")
      }
      return Self.profile(count: before + count, geometry: geometry, repeats: repeats)
    }
  }
}
