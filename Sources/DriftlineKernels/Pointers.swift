/// Opens two spans at once.
///
/// The pointer of an empty span may be nil.
func withPointers<Result>(
  _ first: Span<Double>, _ second: Span<Double>,
  _ body: (UnsafePointer<Double>?, UnsafePointer<Double>?) -> Result
) -> Result {
  unsafe first.withUnsafeBufferPointer { first in
    unsafe second.withUnsafeBufferPointer { second in
      unsafe body(first.baseAddress, second.baseAddress)
    }
  }
}

/// How many blocks of `rowsPerBlock` hold `count` rows.
func blockCount(_ count: Int) -> Int { (count + rowsPerBlock - 1) / rowsPerBlock }

/// The rows of one block of `count` rows.
func rows(ofBlock block: Int, of count: Int) -> Range<Int> {
  block * rowsPerBlock..<min((block + 1) * rowsPerBlock, count)
}
