import Driftline
import DriftlineStore

/// What a store should hold after some changes, thought through without SQLite.
package struct StoreModel: Equatable, Sendable {
  package struct Stream: Equatable, Sendable {
    package var observations = 0
    /// The number of values by the start of each bucket.
    package var buckets: [Int: Int] = [:]
    fileprivate var seen: Set<Int> = []

    package static func == (left: Stream, right: Stream) -> Bool {
      left.observations == right.observations && left.buckets == right.buckets
    }
  }
  package struct Owner: Equatable, Sendable {
    fileprivate var last = 0
    /// The digest by the number of each version.
    package var versions: [Int: String] = [:]
    package var streams: [String: Stream] = [:]

    package static func == (left: Owner, right: Owner) -> Bool {
      left.versions == right.versions && left.streams == right.streams
    }
  }
  package var baselines: [String: Owner] = [:]

  /// A model of an empty store.
  package init() {}

  /// Thinks a change through.
  package mutating func apply(_ change: Change) {
    switch change {
    case .insert(let name, let number, let ifExists):
      guard baselines[name] == nil || ifExists != .error else { return }
      if ifExists == .replace {
        let last = baselines[name]?.last ?? 0
        baselines[name] = Owner(last: last)
      }
      add(number, to: name)
    case .importFile(let name, let number): add(number, to: name)
    case .update(let name, let number):
      if baselines[name] != nil { add(number, to: name) }
    case .observe(let name, let stream, let time, let sequence, let count):
      guard baselines[name] != nil else { return }
      var found = baselines[name]?.streams[stream] ?? Stream()
      if found.seen.insert(sequence).inserted {
        found.observations += 1
        found.buckets[time / 86_400 * 86_400, default: 0] += count
      }
      baselines[name]?.streams[stream] = found
    case .prune(let name, let before):
      guard var owner = baselines[name] else { return }
      for (stream, var content) in owner.streams {
        content.buckets = content.buckets.filter { $0.key + 86_400 > before }
        owner.streams[stream] = content
      }
      baselines[name] = owner
    }
  }

  private mutating func add(_ number: Int, to name: String) {
    var owner = baselines[name] ?? Owner()
    owner.last += 1
    owner.versions[owner.last] = TestBytes.version(number).digest
    baselines[name] = owner
  }

  /// What a store really holds; bytes that are not what their row says are an error.
  package init(reading store: BaselineStore) throws {
    for newest in try store.list(limit: 10_000).items {
      var owner = Owner()
      for entry in try store.versions(of: newest.name) {
        let bytes = try store.sealed(newest.name, version: entry.version).bytes
        guard bytes == TestBytes.bytes(of: entry.digest), bytes.count == entry.size else {
          throw DriftlineError(.storeCorrupt, "\(newest.name) \(entry.version) is half written")
        }
        owner.versions[entry.version] = entry.digest
        owner.last = entry.version
      }
      for entry in try store.streams(of: newest.name) {
        var stream = Stream(observations: entry.observations)
        for start in stride(from: entry.first ?? 0, through: entry.last ?? -1, by: 86_400) {
          try store.forEachProfile(
            baseline: newest.name, stream: entry.name, from: start, to: start + 1
          ) { stream.buckets[start] = TestBytes.count(in: $0) ?? -1 }
        }
        let counts = stream.buckets.values.reduce(0, +)
        guard stream.buckets.count == entry.buckets, counts == entry.count else {
          throw DriftlineError(.storeCorrupt, "\(entry.name): rows and profiles disagree")
        }
        owner.streams[entry.name] = stream
      }
      baselines[newest.name] = owner
    }
  }
}
