private import Foundation

/// A fixed ensemble of Brownian bridges, the same on every machine, made once.
///
/// 2048 paths at 127 points s = sin(pi u / 2)^2, u = 1/128 ... 127/128, which lie closest where the
/// bridge's standard deviation sqrt(s (1 - s)) changes fastest and make it a straight line at the
/// ends. Paths are built by halving. The 16 coarsest coordinates are the points of a lattice rule
/// in radical inverse order; the others are random.
///
/// Source: paths by halving: R. E. Caflisch, Acta Numerica 7 (1998), DOI 10.1017/S0962492900002804;
/// the lattice sequence: R. Cools, F. Y. Kuo, D. Nuyens, SIAM Journal on Scientific Computing 28
/// (2006), DOI 10.1137/06065074X.
struct BridgeEnsemble: Sendable {
  static let shared = BridgeEnsemble()
  /// The number of paths.
  static let paths = 2048
  /// The number of parts that u's range is cut into; a power of 2.
  static let parts = 128

  /// Point after point, each with the values of all paths there.
  let values: [Float]

  /// s at u = index / parts.
  static func point(_ index: Int) -> Double {
    let sine = sin(0.5 * .pi * Double(index) / Double(parts))
    return sine * sine
  }

  private init() {
    var values = [Float](repeating: 0, count: (Self.parts - 1) * Self.paths)
    var random = SeededRandom(seed: 0x6272_6964_6765)
    let lattice = Self.latticeNormals(&random)
    var dimension = 0
    var width = Self.parts
    while width > 1 {
      for left in stride(from: 0, to: Self.parts, by: width) {
        let middle = left + width / 2
        let (a, s, b) = (
          Self.point(left), Self.point(middle), Self.point(left + width)
        )
        let share = Float((s - a) / (b - a))
        let deviation = ((s - a) * (b - s) / (b - a)).squareRoot()
        for path in 0..<Self.paths {
          func at(_ index: Int) -> Float {
            index == 0 || index == Self.parts ? 0 : values[(index - 1) * Self.paths + path]
          }
          let normal =
            dimension < Self.generators.count
            ? lattice[dimension * Self.paths + path] : random.normal()
          values[(middle - 1) * Self.paths + path] =
            (1 - share) * at(left) + share * at(left + width) + Float(deviation * normal)
        }
        dimension += 1
      }
      width /= 2
    }
    self.values = values
  }

  /// The lattice sequence's generating vector (exod2_base2_m20).
  private static let generators: [UInt64] = [
    1, 182667, 469891, 498753, 110745, 446247, 250185, 118627, 245333, 283199, 408519, 391023,
    246327, 126539, 399185, 461527,
  ]

  /// The lattice's points, shifted, and made normal two coordinates at a time by Box and Muller's
  /// method; coordinate after coordinate.
  private static func latticeNormals(_ random: inout SeededRandom) -> [Double] {
    var normals = [Double](repeating: 0, count: generators.count * paths)
    for pair in stride(from: 0, to: generators.count, by: 2) {
      let shifts = (random.uniform(), random.uniform())
      for path in 0..<paths {
        let inverse = UInt64(UInt32(path).bitReversed)  // path's digits behind the point
        func coordinate(_ j: Int, _ shift: Double) -> Double {
          let x = Double((inverse &* generators[j]) & 0xFFFF_FFFF) * 0x1p-32 + shift
          return x - x.rounded(.down)
        }
        let radius = (-2 * log(1 - coordinate(pair, shifts.0))).squareRoot()
        let angle = 2 * Double.pi * coordinate(pair + 1, shifts.1)
        normals[pair * paths + path] = radius * cos(angle)
        normals[(pair + 1) * paths + path] = radius * sin(angle)
      }
    }
    return normals
  }
}

extension UInt32 {
  /// The bits in reverse order.
  fileprivate var bitReversed: UInt32 {
    var x = byteSwapped
    x = (x & 0x0F0F_0F0F) << 4 | (x & 0xF0F0_F0F0) >> 4
    x = (x & 0x3333_3333) << 2 | (x & 0xCCCC_CCCC) >> 2
    return (x & 0x5555_5555) << 1 | (x & 0xAAAA_AAAA) >> 1
  }
}
