/// One kernel on one input: what is timed, and what its instructions are counted on.
struct KernelCase: Sendable {
  /// The name in tables and among the thresholds.
  let name: String
  /// What it does, in one line.
  let summary: String
  /// Makes the input, `scale` times the size that instructions are counted on; the same numbers on
  /// every call.
  let prepare: @Sendable (_ scale: Int) -> KernelWork

  init(
    _ name: String, _ summary: String, _ prepare: @escaping @Sendable (_ scale: Int) -> KernelWork
  ) {
    self.name = name
    self.summary = summary
    self.prepare = prepare
  }
}

/// A kernel with its input at hand; one thread uses it.
struct KernelWork {
  /// Bytes that it reads and writes, each once.
  let bytes: Double
  /// Brings back the input where the kernel overwrites it; not timed and not counted.
  let reset: () -> Void
  /// Runs the kernel, on one thread.
  let run: () -> Void
  /// A number that hangs on all of its results: the same for the same input.
  let checksum: () -> Double

  init(
    bytes: Int, reset: @escaping () -> Void = {}, run: @escaping () -> Void,
    checksum: @escaping () -> Double
  ) {
    self.bytes = Double(bytes)
    self.reset = reset
    self.run = run
    self.checksum = checksum
  }

  /// A kernel that gives a value, of which `sum` makes a checksum.
  init<Value>(
    bytes: Int, run: @escaping () -> Value, sum: @escaping (Value) -> Double
  ) {
    let result = Result<Value>()
    self.init(
      bytes: bytes, run: { result.value = run() },
      checksum: { result.value.map(sum) ?? .nan })
  }

  /// Where a result stays.
  private final class Result<Value> {
    var value: Value?
  }
}

/// A value that closures share.
final class KernelBox<Value> {
  var value: Value
  init(_ value: Value) { self.value = value }
}

/// Runs one case: the function whose instructions callgrind counts, with all that it calls.
///
/// Its symbol is given, and it is neither inlined nor changed, so that .ci/kernels can name it.
@_silgen_name("driftline_kernel_run") @inline(never) @_optimize(none)
func runKernel(_ work: KernelWork) { work.run() }
