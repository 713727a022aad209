/// The kernels, each on a fixed input.
public enum KernelCases {
  /// Every case, in the order of the tables.
  static let all: [KernelCase] = columns + walks + rows(Float.self) + rows(Double.self) + others

  /// The names of all cases, in order.
  public static var names: [String] { all.map(\.name) }

  /// Runs every case, or those of a name, once within `driftline_kernel_run`, whose instructions
  /// callgrind counts, after a first run outside of it that sets up what is set up once.
  ///
  /// - Parameters:
  ///   - name: the case to run; `nil` for all.
  ///   - report: is told the name after each, and a checksum of the results.
  /// - Returns: how many there were.
  @discardableResult
  public static func runOnce(
    named name: String? = nil, report: (_ name: String, _ checksum: Double) -> Void = { _, _ in }
  ) -> Int {
    let chosen = all.filter { name == nil || $0.name == name }
    for kernel in chosen {
      let work = kernel.prepare(1)
      for isCounted in [false, true] {
        work.reset()
        if isCounted { runKernel(work) } else { work.run() }
      }
      report(kernel.name, work.checksum())
    }
    return chosen.count
  }
}
