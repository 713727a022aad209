/// Appends the values that are not NaN, in order.
package func appendPresent(_ values: Span<Double>, to array: inout [Double], threads: Int) {
  let start = array.count
  array.append(contentsOf: repeatElement(0, count: values.count))
  let kept = unsafe array.withUnsafeMutableBufferPointer { buffer in
    unsafe compact(
      values, into: UnsafeMutableBufferPointer(rebasing: buffer[start...]), threads: threads)
  }
  array.removeLast(values.count - kept)
}
