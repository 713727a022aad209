/// Times of the kernels, on inputs beyond the caches where they are bound by memory.
public struct KernelBench: Sendable {
  /// How many times larger inputs are than those that instructions are counted on.
  public var scale = 16
  /// Seconds for each kernel.
  public var budget = 0.3

  /// The inputs and the budget that are the default.
  public init() {}

  /// Times every kernel on one thread.
  ///
  /// - Parameters:
  ///   - limits: the machine's limits; `nil` makes shares 0.
  ///   - progress: is told what is being timed.
  /// - Returns: a row for each kernel, in the order of the cases.
  public func run(
    limits: MachineLimits?, progress: (String) -> Void = { _ in }
  ) -> [KernelRow] {
    KernelCases.all.map { kernel in
      progress("kernel \(kernel.name)")
      // The lattice takes time with the square of its size.
      let work = kernel.prepare(kernel.name.hasPrefix("ks_") ? 1 : scale)
      let seconds = Timing.best(budget: budget, reset: work.reset, work.run)
      let rate = limits?.readRate ?? 0
      return KernelRow(
        name: kernel.name, summary: kernel.summary, bytes: work.bytes, seconds: seconds,
        shareOfRead: rate > 0 ? work.bytes / seconds / rate : 0)
    }
  }
}
