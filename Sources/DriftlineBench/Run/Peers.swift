internal import Driftline

/// The peers of a run.
struct Peers {
  /// All of them as one; `nil` where there are none.
  let all: PeerUnion?
  /// Their packages, each once, by name.
  let software: [Software]

  /// Starts so many processes of each command.
  ///
  /// - Throws: as ``PeerProcess`` and ``PeerUnion`` do.
  init(commands: [String], processes: Int) throws(DriftlineError) {
    var pools: [PeerPool] = []
    for command in commands { pools.append(try PeerPool(command: command, processes: processes)) }
    all = pools.isEmpty ? nil : try PeerUnion(pools)
    var found: [Software] = []
    for pool in pools {
      let own = pool.detectors.map { Software(name: $0.source, version: $0.version) }
      for one in own + pool.software where !found.contains(one) { found.append(one) }
    }
    software = found.sorted { $0.name < $1.name }
  }
}
