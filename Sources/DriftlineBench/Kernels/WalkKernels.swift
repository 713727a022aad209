internal import Driftline
internal import DriftlineKernels

extension KernelCases {
  /// Kernels that walk up two samples in order, and laws of such walks.
  static let walks: [KernelCase] = [
    walking("walk_deviation", "the largest deviation of two ordered samples", [.supremum]),
    walking("walk_area", "the area between two distribution functions", [.area]),
    walking("walk_all", "every statistic of two ordered samples", .all),
    KernelCase("walk_weighted", "every statistic of two ordered weighted samples") { scale in
      let (a, b) = pair(16_384 * scale)
      let shares = a.indices.map { Double($0 + 1) / Double(a.count) }
      return KernelWork(bytes: 32 * a.count) {
        walkWeighted(
          a.span, baselineCumulative: shares.span, b.span, currentCumulative: shares.span,
          baselineShare: 0.5)
      } sum: {
        $0.area + $0.squaredMass + $0.andersonDarling + $0.plus + $0.minus
      }
    },
    KernelCase("merge_split", "finds ranks of two merged samples by bisection") { scale in
      let (a, b) = pair(65_536)
      let ranks = 8_192 * scale
      return KernelWork(bytes: 16 * ranks) {
        var sum = 0
        for index in 0..<ranks {
          sum &+= mergeSplit(a.span, b.span, rank: index * 15 % (2 * a.count)).baseline
        }
        return sum
      } sum: {
        Double($0)
      }
    },
    KernelCase("tie_boundaries", "marks the ranks at which ties end") { scale in
      let (a, b) = pair(65_536 * scale)
      return KernelWork(bytes: 18 * a.count) {
        tieBoundaries(a.span, b.span)
      } sum: {
        Double($0.count { $0 })
      }
    },
    KernelCase("label_walk", "areas under 64 labellings of pooled values") { scale in
      let count = 4_096 * scale
      let labels = RowStorage<UInt8>(count: count, dimensions: 64)
      for row in 0..<count {
        // Each column has half of its labels at places of its own.
        for column in 0..<64 {
          unsafe labels.start[row * 64 + column] = UInt8((row * (2 * column + 1) + column) % 2)
        }
      }
      let order = (0..<count).map { UInt32($0 * 2_731 % count) }
      let gaps = (0..<count - 1).map { Double($0 % 7) }
      let areas = KernelBox([Double]())
      return KernelWork(
        bytes: 64 * count + 12 * count,
        reset: { areas.value = [Double](repeating: 0, count: 64) },
        run: {
          addLabelledAreas(
            order: order, gaps: gaps, labels: labels, n: count / 2, areas: &areas.value)
        }, checksum: { KernelInputs.sum(areas.value) })
    },
    lattice("ks_lattice", "the exact law of the two-sample deviation", marks: nil, wide: false),
    lattice("ks_lattice_ties", "the same with ties", marks: 2, wide: false),
    lattice("ks_lattice_wide", "the same where it is under 1e-270", marks: nil, wide: true),
  ]

  private static func pair(_ count: Int) -> (a: [Double], b: [Double]) {
    (
      KernelInputs.ordered(count),
      KernelInputs.normal(count, stream: 1).map { 0.02 + 1.01 * $0 }.sorted()
    )
  }

  private static func walking(_ name: String, _ summary: String, _ needs: WalkNeeds) -> KernelCase {
    KernelCase(name, summary) { scale in
      let (a, b) = pair(65_536 * scale)
      return KernelWork(bytes: 16 * a.count) {
        walk(a.span, b.span, needs: needs, threads: 1)
      } sum: {
        $0.area + $0.squaredMass + $0.andersonDarling + Double($0.plus + $0.minus)
      }
    }
  }

  /// D = 0.05 of two samples of equal size; `marks` tells that only so manyth values differ.
  private static func lattice(
    _ name: String, _ summary: String, marks: Int?, wide: Bool
  ) -> KernelCase {
    KernelCase(name, summary) { scale in
      let n = 1_500 * scale
      let checkable = marks.map { step in (1...2 * n).map { $0 % step == 0 } }
      return KernelWork(bytes: 8 * (n + 1)) {
        logLatticeHitProbability(
          h: n / 20 * n, n: n, m: n, above: true, below: true, checkable: checkable, wide: wide)
      } sum: {
        $0
      }
    }
  }
}
