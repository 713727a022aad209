private import COpenBLAS

/// Set once, by whoever comes first.
private let oneThread: Void = openblas_set_num_threads(1)

/// Makes OpenBLAS work on the calling thread alone; to be called before every use of it.
///
/// Its own threads would share out a product by their number, and give other bits on other machines.
/// What we share out is blocks of rows, see `concurrently`; calls from several threads are safe.
@inline(__always) func useOneThreadInBLAS() { oneThread }

/// A size as BLAS takes it.
func blasInt(_ size: Int) -> Int32 {
  guard let size = Int32(exactly: size) else {
    preconditionFailure("a matrix with a side of \(size), over \(Int32.max)")
  }
  return size
}
