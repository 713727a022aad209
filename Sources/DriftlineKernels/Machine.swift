private import CDriftline
private import COpenBLAS

/// The instructions that the kernels use: `x86-64-v4`, `x86-64-v3`, `x86-64`, or `portable`.
package var instructionSet: String {
  switch driftline_processor_level() {
  case 0: "portable"
  case 1: "x86-64"
  case let level: "x86-64-v\(level)"
  }
}

/// The library of matrix products, with its version and the kernels that it chose.
package var linearAlgebraLibrary: String {
  guard let text = unsafe openblas_get_config() else { return "OpenBLAS" }
  return unsafe String(cString: text)
}
