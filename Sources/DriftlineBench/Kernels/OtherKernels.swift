internal import Driftline
internal import DriftlineKernels
private import Foundation

extension KernelCases {
  /// Laws of the Brownian bridge, k-means, and base64.
  static let others: [KernelCase] = [
    KernelCase("k_means_step", "one iteration of k-means with 10 centres") { scale in
      let (d, k) = (384, 10)
      let rows = KernelInputs.rows(1_024 * scale, d, as: Float.self)
      let start = unsafe Array(rows.buffer[..<(k * d)])
      let means = KMeans(clusters: k, starts: 1, seed: 1, threads: 1)
      return KernelWork(bytes: 4 * rows.count * d) {
        try? means.lloyd(rows: rows, start: start, iterations: 1)
      } sum: { fit in
        fit.map { $0.inertia + KernelInputs.sum($0.counts) } ?? .nan
      }
    },
    KernelCase("bridge_determinant", "the law of a quadratic form of the bridge, 512 points") {
      scale in
      let (gaps, weights) = (
        [Double](repeating: 1.0 / 513, count: 513), (0..<512).map { 0.002 * (1 + Double($0 % 3)) }
      )
      let neighbours = (0..<512).map { $0 == 0 ? 0 : 0.0005 }
      return KernelWork(bytes: 128 * scale * 8 * 3 * 512) {
        var sum = SIMD8<Double>()
        for step in 0..<128 * scale {
          let lanes = SIMD8<Double>(0, 1, 2, 3, 4, 5, 6, 7)
          let found = logBridgeDeterminants(
            gaps: gaps, weights: weights, neighbours: neighbours,
            real: lanes - Double(step % 16), imaginary: lanes * 2 + 1)
          sum += found.real + found.imaginary
        }
        return sum
      } sum: {
        $0.sum()
      }
    },
    KernelCase("bridge_roots", "where an integral of 1024 bridges reaches a level, 128 points") {
      scale in
      let (members, columns) = (1_024, 128)
      let paths = KernelInputs.normal(members * columns).map { Float($0) * 0.3 }
      let weights = [Float](repeating: 1 / Float(columns), count: columns)
      return KernelWork(bytes: scale * 4 * members * columns) {
        var found: (upper: [Float], lower: [Float]) = ([], [])
        for _ in 0..<scale {
          found = bridgeRoots(
            paths: paths, stride: members, members: members, columns: (0..<columns).map(Int32.init),
            weights: weights, slopes: [Float](repeating: 1, count: columns), level: 0.5)
        }
        return found
      } sum: {
        KernelInputs.sum(($0.upper + $0.lower).map { Double($0) })
      }
    },
    base64("base64", "decodes base64", .fastest),
    base64("base64_portable", "decodes base64 without vectors", .portable),
  ]

  private static func base64(_ name: String, _ summary: String, _ path: Base64Path) -> KernelCase {
    KernelCase(name, summary) { scale in
      let count = (path == .portable ? 768 * 1_024 : 6 * 1_024 * 1_024) * scale
      let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435 >> 7) })
      let text = [UInt8](data.base64EncodedString().utf8)
      let decoded = RowStorage<UInt8>(count: count, dimensions: 1)
      return KernelWork(
        bytes: text.count + count,
        run: {
          unsafe text.withUnsafeBufferPointer { text in
            _ = unsafe decodeBase64(text, into: decoded.buffer, path: path)
          }
        },
        checksum: {
          let found = unsafe Data(decoded.buffer)
          return found == data ? Double(count) : .nan
        })
    }
  }
}
