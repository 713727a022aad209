public import Driftline

/// A text that says the same over and over, or that is too long or too short.
///
/// A row is the ratio of different words to all words, and the number of words. Alarm where the ratio
/// is under `ratio` in a text of `minimum` words or more, and where there are more than `longest` or
/// fewer than `shortest` words; the signals say which.
///
/// - **The ratio falls with length** in any text, as words come again: the longer the texts, the less
///   a ratio of 0.3 says. Where texts have over a few hundred words set `stretch`: the ratio is then
///   the least of any stretch of so many words in a row (all of them in a shorter text), which does not
///   depend on the length, and sees a loop at the end of a long text.
/// - The observation is a text, or a list of words or tokens (texts or whole numbers), which are taken
///   as they are. `words` says how a text is taken apart: ``WordRule``.
/// - A text without words has the ratio 1.
/// - ``detail(of:)`` gives the word that comes most often.
/// - The statistic is the ratio, and so is the value. Complexity: O(length) for a text, no state.
///
/// Source: for stretches M. A. Covington, J. D. McFall, "Cutting the Gordian knot: the moving-average
/// type-token ratio", Journal of Quantitative Linguistics 17 (2010), DOI 10.1080/09296171003643098.
public struct Repetition: Chart {
  /// Nothing changes.
  public struct State: ChartState {
    /// There is nothing to store.
    public static let fields: [Parameter<Self>] = []
  }

  /// The name in JSON and on the command line.
  public static let name = "repetition"
  /// What it watches, in one line.
  public static let summary = "Texts that repeat themselves, or are too long or too short"
  /// Where the definition comes from.
  public static let source =
    "Covington and McFall, Journal of Quantitative Linguistics 17, 2010, "
    + "doi:10.1080/09296171003643098"
  /// What is wrong with a text.
  public static let signals = ["repetition", "too_long", "too_short"]
  /// What can be set.
  public static let parameters: [Parameter<Self>] = [
    .number("ratio", \.ratio, in: 0...1, "the least share of different words"),
    .integer("minimum", \.minimum, in: 1...1_000_000_000, "the fewest words that can repeat"),
    .optionalInteger(
      "stretch", \.stretch, in: 1...1_000_000, "words in a row that are looked at; null: all"),
    .integer("shortest", \.shortest, in: 0...1_000_000_000, "the fewest words of a text"),
    .optionalInteger("longest", \.longest, in: 0...1_000_000_000, "the most words of a text"),
    .choice("words", \.words, "how a text is taken apart"),
  ]

  /// The least share of different words that is no alarm.
  public var ratio = 0.3
  /// The fewest words whose share is looked at.
  public var minimum = 10
  /// How many words in a row are looked at; `nil`: all of a text.
  public var stretch: Int?
  /// The fewest words of a text.
  public var shortest = 0
  /// The most words of a text; `nil`: any number.
  public var longest: Int?
  /// How a text is taken apart.
  public var words = WordRule.letters

  /// Three different words of ten, at any length.
  public init() {}

  /// Checks that there is a length that is neither too long nor too short.
  public func validate() throws(DriftlineError) {
    if let longest, longest < shortest {
      throw DriftlineError(
        .invalidParams,
        "repetition.longest is \(longest), less than repetition.shortest, \(shortest)",
        at: "repetition.longest")
    }
  }

  /// The ratio and the number of words.
  public var width: Int { 2 }

  /// A row from its JSON: a text, or a list of words.
  ///
  /// A list of two numbers is two tokens here, and not a row.
  public func row(of observation: JSON) throws(DriftlineError) -> [Double] {
    if observation == .null { return [.nan, .nan] }
    let words = try list(observation)
    return [share(of: words), Double(words.count)]
  }

  /// `words`, `unique`, and `most`, the word that comes most often (the first of several), with its
  /// number of `times`.
  public func detail(of observation: JSON) -> JSON? {
    guard let words = try? list(observation) else { return nil }
    var counts: [String: Int] = [:]
    for word in words { counts[word, default: 0] += 1 }
    let times = counts.values.max() ?? 0
    let most = words.first { counts[$0] == times }
    return .object([
      .init("words", .int(words.count)), .init("unique", .int(counts.count)),
      .init("most", most.map(JSON.string) ?? .null), .init("times", .int(times)),
    ])
  }

  private func list(_ observation: JSON) throws(DriftlineError) -> [String] {
    if case .string(let text) = observation { return words.words(of: text) }
    guard case .array(let items) = observation else { throw wrong(observation) }
    var list: [String] = []
    list.reserveCapacity(items.count)
    for item in items {
      switch item {
      case .string(let word): list.append(word)
      case .int(let token): list.append(String(token))
      case .number(let token) where token == token.rounded() && abs(token) < 0x1p53:
        list.append(String(Int(token)))
      default: throw wrong(item)
      }
    }
    return list
  }

  private func wrong(_ got: JSON) -> DriftlineError {
    DriftlineError(
      .invalidParams,
      "the observation is or has \(got.text.prefix(60)); repetition takes a text, or a list of words "
        + "or of tokens (whole numbers)")
  }

  /// The share of different words, or the least share of any stretch.
  ///
  /// - Complexity: O(words).
  func share(of words: [String]) -> Double {
    guard !words.isEmpty else { return 1 }
    let length = min(stretch ?? words.count, words.count)
    var counts: [String: Int] = [:]
    var least = length
    for (index, word) in words.enumerated() {
      counts[word, default: 0] += 1
      if index >= length {
        let gone = words[index - length]
        let left = (counts[gone] ?? 0) - 1
        counts[gone] = left == 0 ? nil : left
      }
      if index >= length - 1 { least = min(least, counts.count) }
    }
    return Double(least) / Double(length)
  }

  /// Nothing seen.
  public var initialState: State { State() }

  /// Takes one row.
  public func update(_ state: inout State, with row: Span<Double>) -> ChartPoint {
    let repeats = row[1] >= Double(minimum) && row[0] < ratio
    let isLong = longest.map { row[1] > Double($0) } ?? false
    let isShort = row[1] < Double(shortest)
    let isAlarm = repeats || isLong || isShort
    return ChartPoint(
      value: row[0], statistic: row[0], lower: row[1] >= Double(minimum) ? ratio : -.infinity,
      isAlarm: isAlarm, direction: isAlarm ? (isLong && !repeats ? .up : .down) : nil,
      signals: (repeats ? 1 : 0) | (isLong ? 2 : 0) | (isShort ? 4 : 0))
  }
}
