extension NumericBlocks {
  /// Goes through all values as ``forEachBlock(_:)`` does, and tells the work's observer, who may stop it
  /// between two blocks.
  ///
  /// What lies in memory in one piece is one block where nobody watches, and blocks of a million values
  /// where somebody does.
  func forEachObserved(
    _ body: (Span<Double>) throws(DriftlineError) -> Void
  ) throws(DriftlineError) {
    guard let work = Work.current else { return try forEachBlock(body) }
    work.expect(rows: count)
    try work.check()
    try forEachBlock { (block) throws(DriftlineError) in
      var first = 0
      while first < block.count {
        let end = min(first + 16 * rowGranule, block.count)
        try body(block.extracting(first..<end))
        work.advance(rows: end - first)
        try work.check()
        first = end
      }
    }
  }
}
