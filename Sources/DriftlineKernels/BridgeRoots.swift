private import CDriftline

/// For each path of an ensemble, between which two values of the direction's coordinate a weighted
/// integral of the path's absolute value stays below a level.
///
/// With x = path + slope (z - share), share the path's own coordinate, the integral is
/// T(z) = sum of weight abs(x). Where it never falls to the level, `lower` is over `upper`.
/// - Parameters:
///   - paths: point after point, each `stride` values, one for each path.
///   - stride: the number of paths, a multiple of 32.
///   - members: how many of the paths to use, a multiple of 32.
///   - columns: the points with a weight, at least one.
///   - weights: their weights; the sum of weight times slope is 1.
///   - slopes: what a unit of the coordinate adds at these points.
///   - level: the value of T to find.
/// - Returns: the two ends for each path.
/// - Complexity: O(columns members).
package func bridgeRoots(
  paths: [Float], stride: Int, members: Int, columns: [Int32], weights: [Float], slopes: [Float],
  level: Float
) -> (upper: [Float], lower: [Float]) {
  precondition(members <= stride && members % Int(DRIFTLINE_ROOTS_LANES) == 0)
  precondition(columns.count == weights.count && columns.count == slopes.count)
  precondition(columns.allSatisfy { $0 >= 0 && (Int($0) + 1) * stride <= paths.count })
  var upper = [Float](repeating: 0, count: members)
  var lower = [Float](repeating: 0, count: members)
  unsafe paths.withUnsafeBufferPointer { paths in
    unsafe columns.withUnsafeBufferPointer { columns in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe slopes.withUnsafeBufferPointer { slopes in
          unsafe upper.withUnsafeMutableBufferPointer { upper in
            unsafe lower.withUnsafeMutableBufferPointer { lower in
              guard let p = paths.baseAddress, let c = columns.baseAddress,
                let w = weights.baseAddress, let s = slopes.baseAddress,
                let u = upper.baseAddress, let l = lower.baseAddress
              else { return }
              unsafe driftline_bridge_roots(
                p, stride, c, w, s, columns.count, 1, level, 5, u, l, members)
            }
          }
        }
      }
    }
  }
  return (upper, lower)
}
