/// The Python dictionary in the header of a `.npy` file.
struct NPYHeaderText {
  /// What it has to hold, and nothing else.
  struct Fields {
    /// The type of the elements as it is written: without its quotes where it is a string.
    let descr: String
    let fortranOrder: Bool
    let shape: [Int]
  }

  /// What is wrong.
  struct Fault: Error {
    let problem: String
  }

  private let text: [UInt8]
  private var index = 0

  /// Reads `{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }`, in any order of the keys.
  static func parse(_ text: [UInt8]) throws(Fault) -> Fields {
    var parser = NPYHeaderText(text: text)
    return try parser.fields()
  }

  private mutating func fields() throws(Fault) -> Fields {
    var descr: String?
    var fortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where descr == nil: descr = try type()
      case "fortran_order" where fortranOrder == nil: fortranOrder = try truth()
      case "shape" where shape == nil: shape = try tuple()
      default: throw Fault(problem: "the key \"\(shortened(key))\" is unknown or there twice")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard index == text.count else { throw Fault(problem: "something follows the dictionary") }
    guard let descr, let fortranOrder, let shape else {
      throw Fault(problem: "descr, fortran_order and shape are needed")
    }
    return Fields(descr: descr, fortranOrder: fortranOrder, shape: shape)
  }

  private mutating func string() throws(Fault) -> String {
    skipSpace()
    guard index < text.count, text[index] == UInt8(ascii: "'") || text[index] == UInt8(ascii: "\"")
    else { throw Fault(problem: "a string is expected at byte \(index)") }
    let quote = text[index]
    let start = index + 1
    guard let end = text[start...].firstIndex(of: quote) else {
      throw Fault(problem: "a string is not closed")
    }
    index = end + 1
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  /// A type: a string, or the list that describes a structure, as text.
  private mutating func type() throws(Fault) -> String {
    skipSpace()
    guard index < text.count, text[index] == UInt8(ascii: "[") else { return try string() }
    let start = index
    var depth = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        _ = try string()
        continue
      default: break
      }
      index += 1
      if depth == 0 { return String(decoding: text[start..<index], as: UTF8.self) }
    }
    throw Fault(problem: "a list is not closed")
  }

  private mutating func truth() throws(Fault) -> Bool {
    if take("True") { return true }
    if take("False") { return false }
    throw Fault(problem: "fortran_order is neither True nor False")
  }

  private mutating func tuple() throws(Fault) -> [Int] {
    var numbers: [Int] = []
    var endsInComma = false
    try expect("(")
    while !take(")") {
      if !numbers.isEmpty, !endsInComma { throw Fault(problem: "the shape lacks a comma") }
      numbers.append(try length())
      endsInComma = take(",")
    }
    if numbers.count == 1, !endsInComma { throw Fault(problem: "the shape is no tuple") }
    return numbers
  }

  private mutating func length() throws(Fault) -> Int {
    skipSpace()
    var value = 0
    let start = index
    while index < text.count, text[index] &- UInt8(ascii: "0") < 10 {
      let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tenfold.addingReportingOverflow(Int(text[index] - UInt8(ascii: "0")))
      if overflow || carry { throw Fault(problem: "the shape is too large") }
      value = sum
      index += 1
    }
    guard index > start else { throw Fault(problem: "a length is no whole number of 0 or more") }
    _ = take("L")  // Python 2 wrote long integers so.
    return value
  }

  private mutating func expect(_ word: String) throws(Fault) {
    if !take(word) { throw Fault(problem: "\(word) is expected at byte \(index)") }
  }

  private mutating func take(_ word: String) -> Bool {
    skipSpace()
    guard text[index...].starts(with: word.utf8) else { return false }
    index += word.utf8.count
    return true
  }

  private mutating func skipSpace() {
    while index < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[index]) { index += 1 }
  }
}
