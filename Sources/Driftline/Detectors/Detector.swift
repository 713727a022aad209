/// A question put to two samples: what it is called, and what can be set.
///
/// A detector is a value whose stored properties are its parameters. It never sees the data, only
/// the parts of it that it asked for, so it cannot tell whether they come from two files, from a
/// baseline of last year or from a thousand partitions.
public protocol Detector: Parameterized {}

/// A detector of numeric columns.
public protocol NumericDetector: Detector {
  /// Which parts of the two samples have to be there.
  var needs: NumericNeeds { get }

  /// Measures two samples whose parts are there.
  ///
  /// - Throws: ``DriftlineError`` of kind `insufficient_data` where the samples are too small.
  func measure(_ samples: NumericComparison) throws(DriftlineError) -> Finding
}

/// A detector of categorical columns.
public protocol CategoricalDetector: Detector {
  /// Measures two tables of counts.
  ///
  /// - Throws: ``DriftlineError`` of kind `insufficient_data` where the samples are too small.
  func measure(_ samples: CategoricalComparison) throws(DriftlineError) -> Finding
}

/// A detector of embeddings: of the rows of two matrices.
public protocol EmbeddingDetector: Detector {
  /// Which parts of the two matrices have to be there.
  var needs: EmbeddingNeeds { get }

  /// Measures two matrices whose parts are there.
  ///
  /// - Throws: ``DriftlineError`` of kind `insufficient_data` where there are too few rows.
  func measure(_ samples: EmbeddingComparison) throws(DriftlineError) -> Finding
}
