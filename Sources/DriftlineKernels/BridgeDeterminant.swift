private import CDriftline
private import Foundation

/// The logarithm of det(I - 2 zeta C M) at eight complex zeta, on the branch that is 0 at zeta = 0.
///
/// C is the covariance of a Brownian bridge at K points between 0 and 1, M the positive
/// semidefinite tridiagonal matrix of a quadratic form.
/// - Parameters:
///   - gaps: K + 1 distances, from 0 to the first point and on to 1.
///   - weights: K weights, M's diagonal.
///   - neighbours: for each point twice M's element with the point before it, so the first is 0;
///     empty where M is diagonal.
///   - real: the real parts of zeta.
///   - imaginary: the imaginary parts of zeta, not negative.
/// - Returns: the logarithms' real and imaginary parts.
/// - Complexity: O(K).
package func logBridgeDeterminants(
  gaps: [Double], weights: [Double], neighbours: [Double], real: SIMD8<Double>,
  imaginary: SIMD8<Double>
) -> (real: SIMD8<Double>, imaginary: SIMD8<Double>) {
  let count = weights.count
  precondition(gaps.count == count + 1, "\(gaps.count) gaps for \(count) points")
  precondition(
    neighbours.isEmpty || neighbours.count == count,
    "\(neighbours.count) neighbours for \(count) points")
  let lanes = Int(DRIFTLINE_BRIDGE_LANES)
  return unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * lanes) { room in
    guard let re = room.baseAddress else { return (real, imaginary) }
    let (im, power, turns) = unsafe (re + lanes, re + 2 * lanes, re + 3 * lanes)
    for lane in 0..<lanes {
      unsafe re[lane] = real[lane]
      unsafe im[lane] = imaginary[lane]
    }
    unsafe gaps.withUnsafeBufferPointer { gaps in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe neighbours.withUnsafeBufferPointer { neighbours in
          guard let first = gaps.baseAddress else { return }
          unsafe driftline_bridge_determinant(
            first, weights.baseAddress, neighbours.isEmpty ? nil : neighbours.baseAddress, re, im,
            power, turns, count)
        }
      }
    }
    var result = (real: SIMD8<Double>(), imaginary: SIMD8<Double>())
    for lane in 0..<lanes {
      let (x, y) = unsafe (re[lane], im[lane])
      let size = unsafe log(hypot(x, y)) + power[lane] * (256 * 0x1.62e42fefa39efp-1)
      result.real[lane] = size
      // The argument has fallen through `turns` half-turns, the first one entered at 0.
      let whole = unsafe y < 0 ? turns[lane] - 1 : turns[lane]
      result.imaginary[lane] = atan2(y, x) - .pi * whole
    }
    return result
  }
}
