/// Parts by keys: their number, then each key with its part, in the order of the keys.
extension ByteReader {
  /// Reads parts by ascending keys.
  package mutating func ascending<Key: StoredPart & Hashable, Value>(
    _ field: String, atLeast bytes: Int, by precedes: (Key, Key) -> Bool,
    _ read: (inout ByteReader, Key) throws(DriftlineError) -> Value
  ) throws(DriftlineError) -> [Key: Value] {
    var parts: [Key: Value] = [:]
    var last: Key?
    for index in 0..<(try items(field, atLeast: bytes)) {
      let place = offset
      let key = try Key(from: &self)
      guard last.map({ precedes($0, key) }) ?? true else {
        throw damage(
          "key \(index) of the \(field)", is: "out of order", expected: "one after that before",
          at: place)
      }
      parts[key] = try read(&self, key)
      last = key
    }
    return parts
  }
}

extension ByteReader {
  /// Reads parts by ascending keys.
  package mutating func ascending<Key: StoredPart & Hashable, Value: StoredPart>(
    _ field: String, atLeast bytes: Int, by precedes: (Key, Key) -> Bool
  ) throws(DriftlineError) -> [Key: Value] {
    try ascending(field, atLeast: bytes, by: precedes) { (input, _) throws(DriftlineError) in
      try Value(from: &input)
    }
  }
}

extension ByteWriter {
  /// Writes parts by ascending keys.
  package mutating func ascending<Key: StoredPart & Hashable, Value: StoredPart>(
    _ parts: [Key: Value], by precedes: (Key, Key) -> Bool
  ) {
    u64(UInt64(parts.count))
    for (key, value) in parts.sorted(by: { precedes($0.key, $1.key) }) {
      key.write(to: &self)
      value.write(to: &self)
    }
  }
}
