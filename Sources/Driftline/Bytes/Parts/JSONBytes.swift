/// One byte for the kind of value, then the value.
extension JSON: StoredPart {
  /// How deep values may be within each other.
  private static let mostLevels = 16

  package func write(to out: inout ByteWriter) {
    switch self {
    case .null: out.u8(0)
    case .bool(let value):
      out.u8(1)
      out.flag(value)
    case .int(let value):
      out.u8(2)
      out.int(value)
    case .number(let value):
      out.u8(3)
      out.double(value)
    case .string(let value):
      out.u8(4)
      out.string(value)
    case .array(let items):
      out.u8(5)
      out.u64(UInt64(items.count))
      for item in items { item.write(to: &out) }
    case .object(let members):
      out.u8(6)
      out.members(members)
    }
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    try self.init(from: &input, level: 0)
  }

  fileprivate init(from input: inout ByteReader, level: Int) throws(DriftlineError) {
    guard level < JSON.mostLevels else {
      throw input.damage(
        "the depth of a value", is: level + 1, expected: "1 to \(JSON.mostLevels)",
        at: input.offset)
    }
    let kind = try input.u8("the kind of value")
    switch kind {
    case 0: self = .null
    case 1: self = .bool(try input.flag("a value"))
    case 2: self = .int(try input.int("a value", in: .min ... .max))
    case 3: self = .number(try input.double("a value", allowing: .notNaN))
    case 4: self = .string(try input.string("a value"))
    case 5:
      var items: [JSON] = []
      for _ in 0..<(try input.items("values", atLeast: 1)) {
        items.append(try JSON(from: &input, level: level + 1))
      }
      self = .array(items)
    case 6: self = .object(try input.members("values", level: level + 1))
    default:
      throw input.damage("the kind of value", is: kind, expected: "0 to 6", at: input.offset - 1)
    }
  }
}

extension ByteWriter {
  /// Named values in their order.
  mutating func members(_ members: [JSON.Member]) {
    u64(UInt64(members.count))
    for member in members {
      string(member.key)
      member.value.write(to: &self)
    }
  }
}

extension ByteReader {
  /// Named values in their order.
  mutating func members(
    _ field: String, level: Int = 0
  ) throws(DriftlineError) -> [JSON.Member] {
    var members: [JSON.Member] = []
    for index in 0..<(try items(field, atLeast: 5)) {
      let key = try string("the name of value \(index)")
      members.append(JSON.Member(key, try JSON(from: &self, level: level)))
    }
    return members
  }
}
