private import DriftlineKernels

/// The instructions that the kernels use on this machine.
///
/// One of `x86-64-v4`, `x86-64-v3`, `x86-64` and `portable`; results do not depend on it.
package var processorLevel: String { instructionSet }

/// The library of matrix products, with its version and the kernels that it chose.
package var blasDescription: String { linearAlgebraLibrary }
