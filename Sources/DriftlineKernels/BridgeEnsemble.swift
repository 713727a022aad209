private import CDriftline

/// Paths that lie side by side in an ensemble of Brownian bridges.
package let pathsPerTile = Int(DRIFTLINE_PATHS_PER_TILE)

/// For every path of an ensemble the weighted sums of its values and of their sizes.
///
/// The ensemble is tiles x weights.count x ``pathsPerTile`` floats.
package func bridgeEnsembleSums(
  _ ensemble: [Float], weights: [Float]
) -> (level: [Float], size: [Float]) {
  precondition(
    !weights.isEmpty && ensemble.count % (weights.count * pathsPerTile) == 0,
    "\(ensemble.count) values for \(weights.count) points")
  let tiles = ensemble.count / (weights.count * pathsPerTile)
  var level = [Float](repeating: 0, count: tiles * pathsPerTile)
  var size = level
  unsafe ensemble.withUnsafeBufferPointer { ensemble in
    unsafe weights.withUnsafeBufferPointer { weights in
      unsafe level.withUnsafeMutableBufferPointer { level in
        unsafe size.withUnsafeMutableBufferPointer { size in
          guard let paths = ensemble.baseAddress, let factors = weights.baseAddress,
            let levels = level.baseAddress, let sizes = size.baseAddress
          else { return }
          unsafe driftline_bridge_ensemble_sums(
            paths, factors, tiles, weights.count, levels, sizes)
        }
      }
    }
  }
  return (level, size)
}
