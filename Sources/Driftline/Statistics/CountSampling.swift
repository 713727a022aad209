private import Foundation

extension SeededRandom {
  /// How many of `draws` taken without replacement from `population` are among its `marked` ones.
  ///
  /// - Complexity: O(standard deviation) steps from the mode.
  mutating func hypergeometric(draws: Int, marked: Int, population: Int) -> Int {
    precondition(draws <= population && marked <= population, "\(draws), \(marked), \(population)")
    let low = max(0, draws + marked - population)
    let high = min(draws, marked)
    if low == high { return low }
    let mode = min(
      max(Int(Double(draws + 1) * Double(marked + 1) / Double(population + 2)), low), high)
    let probability =
      marked <= Self.few
      ? chanceOfFew(mode, of: marked, draws: draws, population: population)
      : exp(
        logBinomial(marked, mode) + logBinomial(population - marked, draws - mode)
          - logBinomial(population, draws))
    return chopDown(mode: mode, low: low, high: high, probability: probability) { k in
      // P(k + 1) / P(k)
      Double(marked - k) / Double(k + 1) * Double(draws - k)
        / Double(population - marked - draws + k + 1)
    }
  }

  /// Up to so many marked ones, factors cost less than logarithms.
  private static let few = 8

  /// The chance that `drawn` of a few `marked` ones are among the draws, factor by factor.
  private func chanceOfFew(_ drawn: Int, of marked: Int, draws: Int, population: Int) -> Double {
    var chance = 1.0
    for index in 0..<drawn {
      chance *= Double(draws - index) / Double(population - index)
      chance *= Double(marked - index) / Double(index + 1)
    }
    for index in 0..<marked - drawn {
      chance *= Double(population - draws - index) / Double(population - drawn - index)
    }
    return chance
  }

  /// How many of `trials` succeed, each with the given chance.
  ///
  /// - Complexity: O(standard deviation) steps from the mode.
  mutating func binomial(trials: Int, chance: Double) -> Int {
    if trials == 0 || chance <= 0 { return 0 }
    if chance >= 1 { return trials }
    let mode = min(Int(Double(trials + 1) * chance), trials)
    let logMode =
      logBinomial(trials, mode) + Double(mode) * log(chance)
      + Double(trials - mode) * log1p(-chance)
    let odds = chance / (1 - chance)
    return chopDown(mode: mode, low: 0, high: trials, probability: exp(logMode)) { k in
      Double(trials - k) / Double(k + 1) * odds
    }
  }

  /// A gamma variate of the given shape, 1 or more, and scale 1.
  ///
  /// Source: G. Marsaglia, W. W. Tsang, ACM TOMS 26 (2000), DOI 10.1145/358407.358414.
  mutating func gamma(shape: Double) -> Double {
    precondition(shape >= 1, "shape is \(shape), and must be 1 or more")
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = 1 + c * x
      guard v > 0 else { continue }
      let cube = v * v * v
      let u = uniform()
      if u > 0, log(u) < 0.5 * x * x + d * (1 - cube + log(cube)) { return d * cube }
    }
  }

  /// Inversion that starts at the mode and walks to both sides.
  private mutating func chopDown(
    mode: Int, low: Int, high: Int, probability: Double, ratio: (Int) -> Double
  ) -> Int {
    // Of many millions of millions the probability has no digits: then the odds alone count.
    let hasDigits = probability > 0 && probability.isFinite
    let probability = hasDigits ? probability : 1
    var mass = hasDigits ? 1.0 : .infinity
    while true {
      var left = uniform() * mass - probability
      if left < 0 { return mode }
      var swept = probability
      var (up, down) = (mode, mode)
      var (above, below) = (probability, probability)
      while up < high || down > low {
        if up < high {
          above *= ratio(up)
          up += 1
          left -= above
          swept += above
          if left < 0 { return up }
        }
        if down > low {
          below /= ratio(down - 1)
          down -= 1
          left -= below
          swept += below
          if left < 0 { return down }
        }
        if above == 0 && below == 0 { break }
      }
      // Rounding left a sliver unassigned: draw again, of what was there.
      mass = swept
    }
  }
}
