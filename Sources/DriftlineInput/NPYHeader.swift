import Driftline

/// What the header of a `.npy` file says: versions 1.0, 2.0 and 3.0.
///
/// Source: NumPy Enhancement Proposal 1, and `numpy.lib.format`.
struct NPYHeader {
  let element: NPYElement
  let fortranOrder: Bool
  let shape: [Int]
  /// How many bytes the elements take.
  let dataSize: Int
  /// Where they start.
  let dataOffset: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy itself reads headers of 10 000 bytes unless told otherwise.
  private static let longest = 1 << 20

  /// Reads the header from the start of a file.
  ///
  /// - Throws: ``DriftlineError`` of kind `data_format` where it is damaged, and
  ///   `unsupported_format` where it is of a version or of elements that are not read.
  init(reading source: any ByteSource) throws(DriftlineError) {
    let file = source.name
    let start = try source.next(8)
    guard start.starts(with: NPYHeader.magic), start.count == 8 else {
      throw .inFile(
        .dataFormat, "this is no .npy file; it has to start with \\x93NUMPY", file: file)
    }
    guard 1...3 ~= start[6], start[7] == 0 else {
      throw .inFile(
        .unsupportedFormat,
        "the .npy version is \(start[6]).\(start[7]); 1.0, 2.0 and 3.0 are read", file: file)
    }
    let lengthSize = start[6] == 1 ? 2 : 4
    let lengthBytes = try source.next(lengthSize)
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    let text = length <= NPYHeader.longest ? try source.next(length) : []
    guard lengthBytes.count == lengthSize, text.count == length else {
      throw .inFile(
        .dataFormat, "the .npy header says it is \(length) bytes long, and it is not", file: file)
    }
    let fields: NPYHeaderText.Fields
    do {
      fields = try NPYHeaderText.parse(text)
    } catch {
      throw .inFile(.dataFormat, "the .npy header is damaged: \(error.problem)", file: file)
    }
    guard let element = NPYElement(fields.descr) else {
      throw .inFile(
        .unsupportedFormat,
        "the elements are of type \(shortened(fields.descr)); read are bool, whole numbers of 1 to "
          + "8 bytes and floating-point numbers of 2, 4 and 8 bytes",
        file: file, details: [.init("got", .string(fields.descr))])
    }
    guard let size = NPYHeader.product(fields.shape + [element.size]) else {
      throw .inFile(.dataFormat, "no memory holds shape \(fields.shape)", file: file)
    }
    self.element = element
    fortranOrder = fields.fortranOrder
    shape = fields.shape
    dataSize = size
    dataOffset = 8 + lengthSize + length
  }

  private static func product(_ factors: [Int]) -> Int? {
    if factors.contains(0) { return 0 }
    var product = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = next
    }
    return product
  }
}

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
