#if _endian(big)
  #error("numbers are copied to bytes as they lie in memory, which has to be little-endian")
#endif

/// Bytes that grow by one value after the other; numbers are little-endian.
///
/// `ByteReader` reads them back with functions of the same names.
package struct ByteWriter: Sendable {
  /// What has been written.
  package private(set) var bytes: [UInt8]

  /// Nothing yet.
  ///
  /// - Parameter capacity: how many bytes are expected.
  package init(capacity: Int = 0) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// One byte.
  package mutating func u8(_ value: UInt8) { bytes.append(value) }
  /// Two bytes.
  package mutating func u16(_ value: UInt16) { append(value) }
  /// Four bytes.
  package mutating func u32(_ value: UInt32) { append(value) }
  /// Eight bytes.
  package mutating func u64(_ value: UInt64) { append(value) }
  /// Eight bytes, two's complement.
  package mutating func int(_ value: Int) { append(Int64(value)) }
  /// One byte: 0 or 1.
  package mutating func flag(_ value: Bool) { u8(value ? 1 : 0) }
  /// The eight bytes of IEEE 754.
  package mutating func double(_ value: Double) { append(value) }
  /// The four bytes of IEEE 754.
  package mutating func float(_ value: Float) { append(value) }

  /// The length in bytes in four bytes, then the text as UTF-8.
  package mutating func string(_ value: String) {
    let text = value.utf8
    precondition(text.count <= Int(UInt32.max), "a text of \(text.count) bytes")
    u32(UInt32(text.count))
    bytes.append(contentsOf: text)
  }

  /// The number of values in eight bytes, then the values.
  package mutating func doubles(_ values: [Double]) { array(values) }
  /// The number of values in eight bytes, then the values.
  package mutating func floats(_ values: [Float]) { array(values) }
  /// The number of values in eight bytes, then the values.
  package mutating func ints(_ values: [Int]) { array(values) }
  /// The number of values in eight bytes, then the values.
  package mutating func words(_ values: [UInt64]) { array(values) }

  /// The values, one after the other, as they lie in memory, without their number.
  package mutating func raw<Value: BitwiseCopyable>(_ values: [Value]) {
    unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  /// A section: its tag of four ASCII letters, its length in eight bytes, and what `body` writes.
  package mutating func section(_ tag: String, _ body: (inout ByteWriter) -> Void) {
    precondition(tag.utf8.count == 4, "a tag of \(tag.utf8.count) bytes: \(tag)")
    bytes.append(contentsOf: tag.utf8)
    let place = bytes.count
    u64(0)
    body(&self)
    let length = UInt64(bytes.count - place - 8)
    for index in 0..<8 { bytes[place + index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
  }

  private mutating func array<Value: BitwiseCopyable>(_ values: [Value]) {
    u64(UInt64(values.count))
    raw(values)
  }

  private mutating func append<Value: BitwiseCopyable>(_ value: Value) {
    unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
  }
}
