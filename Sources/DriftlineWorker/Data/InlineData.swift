import Driftline
import DriftlineInput

/// Numbers that a request writes out: a column, with weights or without, or a matrix.
struct InlineNumbers: Sendable {
  private let values: ListedNumbers
  private let weights: [Double]?
  private let shape: [Int]?
  private let pointer: String

  /// Reads `values`, `weights` and `shape`.
  init(
    _ values: JSONValue, weights: JSONValue?, shape: [Int]?, at pointer: String
  ) throws(DriftlineError) {
    self.values = try InlineData.numbers(values, for: "values", at: pointer + "/values")
    let weights = weights.flatMap { $0.isNull ? nil : $0 }
    self.weights = try weights.map { (weights) throws(DriftlineError) in
      try InlineData.numbers(weights, for: "weights", at: pointer + "/weights").array
    }
    self.shape = shape
    self.pointer = pointer
    guard let shape else { return }
    guard weights == nil else {
      throw DriftlineError(
        .invalidParams, "weights are for a column, and \"shape\" makes a matrix",
        at: pointer + "/weights")
    }
    guard (1...2).contains(shape.count), shape.allSatisfy({ $0 >= 0 }),
      shape.last ?? 0 > 0 || shape.count == 1
    else {
      throw DriftlineError(
        .invalidParams, "\"shape\" is \(shape); it is [n], or [n, d] with d of 1 or more",
        at: pointer + "/shape")
    }
    let (size, overflow) = shape.reduce((1, false)) { sum, length in
      let (product, overflow) = sum.0.multipliedReportingOverflow(by: length)
      return (product, sum.1 || overflow)
    }
    guard !overflow, size == self.values.count else {
      throw DriftlineError(
        .shapeMismatch,
        "\"shape\" \(shape) takes \(overflow ? "over 2^63" : "\(size)") values, and there are "
          + "\(self.values.count)", at: pointer + "/shape",
        details: [.init("expected", .int(size)), .init("got", .int(self.values.count))])
    }
  }

  /// The column or the matrix.
  func dataset() throws(DriftlineError) -> Dataset {
    if let shape, shape.count == 2 {
      switch values {
      case .packed(let numbers): return .matrix(try Matrix(numbers, shape: shape, at: "values"))
      case .array(let numbers): return .matrix(try Matrix(numbers, dimensions: shape[1]))
      }
    }
    guard let weights else {
      switch values {
      case .packed(let numbers): return .column(.numeric(NumericColumn(numbers)))
      case .array(let numbers): return .column(.numeric(numbers))
      }
    }
    do throws(DriftlineError) {
      return .column(.numeric(try NumericColumn(values.array, weights: weights)))
    } catch {
      throw error.placed(at: pointer + "/weights")
    }
  }
}

/// Numbers of a list.
enum ListedNumbers: Sendable {
  /// As the line was read.
  case packed(JSONNumbers)
  /// Of a list whose first value is a text such as "nan", which is not taken for one of numbers.
  case array([Double])

  /// A copy of all.
  var array: [Double] {
    switch self {
    case .packed(let numbers): numbers.array
    case .array(let numbers): numbers
    }
  }

  var count: Int {
    switch self {
    case .packed(let numbers): numbers.count
    case .array(let numbers): numbers.count
    }
  }
}

/// Data that a request writes out.
enum InlineData {
  /// A list of numbers, in which `null` is missing.
  static func numbers(
    _ value: JSONValue, for name: String, at pointer: String
  ) throws(DriftlineError) -> ListedNumbers {
    if case .numbers(let numbers) = value { return .packed(numbers) }
    guard case .array(let items) = value else {
      throw .expected("a list of numbers", for: name, got: value, at: pointer)
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      switch item {
      case .number(let number): numbers.append(number.double)
      case .null: numbers.append(.nan)
      case .text(let text):
        guard let number = text.nonFinite else { fallthrough }
        numbers.append(number)
      default:
        throw .expected(
          "a number, null, \"nan\", \"inf\" or \"-inf\"", for: "\(name)[\(index)]", got: item,
          at: pointer + "/\(index)")
      }
    }
    return .array(numbers)
  }

  /// Rows of numbers.
  static func matrix(_ value: JSONValue, at pointer: String) throws(DriftlineError) -> Matrix {
    do { return try Matrix(JSONRows(value, at: "rows")) } catch {
      throw error.placed(at: pointer + "/rows")
    }
  }

  /// Categories, in which `null` is missing; `true` and `false` are categories too.
  static func categories(
    _ value: JSONValue, at pointer: String
  ) throws(DriftlineError) -> CategoricalColumn {
    if case .numbers(let numbers) = value, numbers.isAllMissing {
      return CategoricalColumn([String?](repeating: nil, count: numbers.count))
    }
    guard case .array(let items) = value else {
      throw .expected("a list of texts", for: "categories", got: value, at: pointer + "/categories")
    }
    var column = CategoricalColumn()
    for (index, item) in items.enumerated() {
      switch item {
      case .text(let text): column.add(text.string)
      case .bool(let flag): column.add(flag ? "true" : "false")
      case .null: column.add(nil)
      default:
        throw .expected(
          "a text or null", for: "categories[\(index)]", got: item,
          at: pointer + "/categories/\(index)")
      }
    }
    return column
  }

  /// Categories that have been counted.
  static func counts(
    _ value: JSONValue, at pointer: String
  ) throws(DriftlineError) -> CategoricalColumn {
    let pointer = pointer + "/counts"
    guard case .object(let members) = value else {
      throw .expected("an object of counts by category", for: "counts", got: value, at: pointer)
    }
    var counts: [String: Int] = [:]
    for member in members {
      // Written out for errors only: it is slow for many names.
      var place: String { pointer + "/" + escaped(member.key) }
      guard case .number(let number) = member.value,
        let count = number.int ?? Int(exactly: number.double)
      else {
        throw .expected(
          "a whole number from 0 to 2^53", for: brief(member.key), got: member.value, at: place)
      }
      guard counts.updateValue(count, forKey: member.key) == nil else {
        throw DriftlineError(
          .invalidParams, "\"\(brief(member.key))\" is counted twice", at: place)
      }
    }
    do throws(DriftlineError) { return try CategoricalColumn(counts: counts) } catch {
      throw error.placed(at: pointer)
    }
  }
}
