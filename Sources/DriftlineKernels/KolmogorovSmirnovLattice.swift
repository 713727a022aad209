private import CDriftline
private import Foundation

/// The natural logarithm of the probability that a random lattice path from (0, 0) to (n, m) comes
/// to a point (i, j) on a checkable diagonal where i m - j n >= h (`above`) or j n - i m >= h
/// (`below`); -infinity where no path does.
///
/// Doubles serve down to 1e-270, then cells with exponents of their own; `wide` asks for these.
/// - Parameters:
///   - h: at least 1.
///   - n: the path's steps in i, at least 1.
///   - m: the path's steps in j, at least 1; n m <= 2^62.
///   - above: whether points far above the straight line count.
///   - below: whether points far below it count.
///   - checkable: element d - 1 tells whether points with i + j = d count; `nil` where all do.
///   - wide: whether to leave out the attempt in plain doubles.
///   - isOver: asked every few million cells whether to leave off.
/// - Returns: log p; relative error of p about 1e-15 sqrt(n + m). NaN where it was left off.
/// - Complexity: O(n m) at most; the cells between the boundaries.
package func logLatticeHitProbability(
  h: Int, n: Int, m: Int, above: Bool, below: Bool, checkable: [Bool]?, wide: Bool = false,
  isOver: (() -> Bool)? = nil
) -> Double {
  precondition(h >= 1 && n >= 1 && m >= 1, "h = \(h), n = \(n), m = \(m): each is at least 1")
  precondition(n <= (1 << 62) / m, "n m = \(n) * \(m) is over 2^62")
  precondition(above || below, "no side is asked for")
  if let checkable {
    precondition(checkable.count == n + m, "\(checkable.count) marks for \(n) + \(m) values")
  }
  guard n <= m else {  // the shorter side gives the shorter diagonal
    return logLatticeHitProbability(
      h: h, n: m, m: n, above: below, below: above, checkable: checkable, wide: wide,
      isOver: isOver)
  }
  let sides = Int32((above ? DRIFTLINE_KS_ABOVE : 0) + (below ? DRIFTLINE_KS_BELOW : 0))
  let block = Int(DRIFTLINE_KS_BLOCK)
  let blocks = (n + 1 + Int(DRIFTLINE_KS_PADDING) + block - 1) / block

  let ask: (@convention(c) (UnsafeMutableRawPointer?) -> Bool)? =
    isOver == nil
    ? nil
    : { context in unsafe context?.assumingMemoryBound(to: (() -> Bool).self).pointee() ?? false }

  func run(_ marks: UnsafePointer<Bool>?, _ context: UnsafeMutableRawPointer) -> Double {
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: blocks * (block + 1)) { room in
      guard let cells = room.baseAddress else { return .nan }
      let (h64, n64, m64) = (Int64(h), Int64(n), Int64(m))
      // The normal limit says whether doubles can be enough; it is above the truth.
      let exponent = 2 * (Double(h) / Double(n)) * (Double(h) / Double(m)) / Double(n + m)
      if !wide, exponent < 700 {
        let p = unsafe driftline_ks_lattice(h64, n64, m64, sides, marks, cells, ask, context)
        if p.isNaN { return p }
        if p >= 0 { return log(p) }
      }
      return unsafe withUnsafeTemporaryAllocation(of: Int64.self, capacity: blocks) { exponents in
        guard let first = exponents.baseAddress else { return .nan }
        var power: Int64 = 0
        let fraction = unsafe driftline_ks_lattice_wide(
          h64, n64, m64, sides, marks, cells, cells + blocks * block, first, blocks, &power, ask,
          context)
        if fraction.isNaN { return fraction }
        return min(log(fraction) + Double(power) * 0x1.62e42fefa39efp-1, 0)
      }
    }
  }
  var asked = isOver ?? { false }
  return unsafe withUnsafeMutablePointer(to: &asked) { asked in
    guard let checkable else { return unsafe run(nil, asked) }
    return unsafe checkable.withUnsafeBufferPointer { unsafe run($0.baseAddress, asked) }
  }
}
