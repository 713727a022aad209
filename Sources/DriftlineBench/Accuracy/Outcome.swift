/// What a contender said of one pair of samples.
enum Outcome: Sendable, Equatable {
  /// It answered.
  case answer(Answer)
  /// It could not, and why.
  case refusal(String)

  /// An answer.
  struct Answer: Sendable, Equatable {
    /// Whether it decides for drift; `nil` where it has no way to decide.
    var fires: Bool?
    /// The natural logarithm of the p-value, where there is one.
    var logPValue: Double?
    /// What orders answers of equal p-value, larger where there is more drift, the first number first.
    var scores: [Double]
    /// Seconds it took, where that was measured with it.
    var seconds: Double?
  }

  /// An answer, or a refusal where a number is none.
  static func checked(_ answer: Answer) -> Outcome {
    if answer.logPValue?.isNaN == true || answer.scores.contains(where: \.isNaN) {
      return .refusal("the answer is not a number")
    }
    return .answer(answer)
  }

  /// The answer, where there is one.
  var answer: Answer? { if case .answer(let answer) = self { answer } else { nil } }

  /// Whether it speaks less of drift than another: by p first, then by the scores.
  ///
  /// A refusal speaks less than any answer.
  func isLess(than other: Outcome) -> Bool {
    guard let mine = answer else { return other.answer != nil }
    guard let others = other.answer else { return false }
    let (p, q) = (mine.logPValue ?? 0, others.logPValue ?? 0)
    if p != q { return p > q }
    return mine.scores.lexicographicallyPrecedes(others.scores)
  }
}

/// Outcomes as whole numbers that are ordered as they are, equal where they are equal.
func ranks(_ outcomes: [Outcome]) -> [Int] {
  let order = outcomes.indices.sorted { outcomes[$0].isLess(than: outcomes[$1]) }
  var ranks = [Int](repeating: 0, count: outcomes.count)
  for (before, index) in zip(order, order.dropFirst()) {
    ranks[index] = ranks[before] + (outcomes[before].isLess(than: outcomes[index]) ? 1 : 0)
  }
  return ranks
}
