extension QuantileSketch {
  /// The most levels: the values of one more would stand for more than a sketch may see.
  static let mostLevels = 54

  /// A sketch from its stored pieces.
  ///
  /// - Throws: ``DriftlineError`` of kind `data_format` where the pieces are not those of a sketch:
  ///   a size out of range, values that are missing, out of order or out of the range, more values than
  ///   are ever kept, or values that do not stand for `count` in all.
  package init(
    k: Int, seed: UInt64, count: Int, minimum: Double, maximum: Double, levels: [[Double]]
  ) throws(DriftlineError) {
    func refuse(_ what: String) -> DriftlineError {
      DriftlineError(.dataFormat, "this is no quantile sketch: \(what)")
    }
    guard Self.sizes.contains(k) else {
      throw refuse("its k is \(k), which goes from \(Self.sizes)")
    }
    guard (0...Self.mostValues).contains(count) else {
      throw refuse("it counts \(count) values, of at most \(Self.mostValues)")
    }
    guard (1...Self.mostLevels).contains(levels.count) else {
      throw refuse("it has \(levels.count) levels, which are 1 to \(Self.mostLevels)")
    }
    self.init(k: k, seed: seed)
    self.count = count
    self.minimum = minimum
    self.maximum = maximum
    self.levels = levels
    let most = isExact ? exactLimit : limit + chunk
    guard retained <= most else {
      throw refuse("it keeps \(retained) values, where k = \(k) keeps at most \(most)")
    }
    guard isExact || (count > exactLimit && levels.last?.isEmpty == false) else {
      throw refuse(
        "\(count) values are in \(levels.count) levels, the highest of them empty or early")
    }
    var weight = 0
    for (level, values) in levels.enumerated() {
      // 54 levels of at most 2^53 each: the sum stays under 2^59.
      guard values.count <= Self.mostValues >> level else {
        throw refuse("level \(level) has \(values.count) values for \(count)")
      }
      weight += values.count << level
      for (index, value) in values.enumerated() {
        guard !value.isNaN, index == 0 || values[index - 1] <= value else {
          throw refuse("value \(index) of level \(level) is missing or out of order")
        }
        guard minimum <= value, value <= maximum else {
          throw refuse("value \(index) of level \(level) is beyond the minimum or the maximum")
        }
      }
    }
    guard weight == count else {
      throw refuse("its values stand for \(weight), and not for \(count)")
    }
    guard isExact ? hasRangeOfValues : minimum <= maximum else {
      throw refuse("its minimum is \(minimum) and its maximum \(maximum)")
    }
    // Zeros have no sign here, so that equal sketches have equal bytes.
    self.minimum += 0
    self.maximum += 0
    for level in levels.indices {
      for index in levels[level].indices where levels[level][index] == 0 {
        self.levels[level][index] = 0
      }
    }
  }

  /// Whether the range is that of the values, all of which are there.
  private var hasRangeOfValues: Bool {
    minimum == levels[0].first ?? .infinity && maximum == levels[0].last ?? -.infinity
  }
}
