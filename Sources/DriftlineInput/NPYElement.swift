/// The type of the elements of a `.npy` file: how many bytes each takes, and how they are read.
struct NPYElement: Equatable {
  /// What the bytes are.
  enum Kind: Equatable { case bool, signed, unsigned, floating }

  let kind: Kind
  let size: Int
  /// Whether the byte order is not this machine's.
  let isSwapped: Bool

  /// The type of a description such as `<f8`; `nil` for all types that are not read.
  init?(_ descr: String) {
    var text = Array(descr.utf8)
    var order = UInt8(ascii: "=")
    if let first = text.first, "<>|=".utf8.contains(first) {
      order = first
      text.removeFirst()
    }
    switch String(decoding: text, as: UTF8.self) {
    case "b1", "?": (kind, size) = (.bool, 1)
    case "i1": (kind, size) = (.signed, 1)
    case "i2": (kind, size) = (.signed, 2)
    case "i4": (kind, size) = (.signed, 4)
    case "i8": (kind, size) = (.signed, 8)
    case "u1": (kind, size) = (.unsigned, 1)
    case "u2": (kind, size) = (.unsigned, 2)
    case "u4": (kind, size) = (.unsigned, 4)
    case "u8": (kind, size) = (.unsigned, 8)
    case "f2": (kind, size) = (.floating, 2)
    case "f4": (kind, size) = (.floating, 4)
    case "f8": (kind, size) = (.floating, 8)
    default: return nil
    }
    let isLittleEndianMachine = 1.littleEndian == 1
    isSwapped =
      size > 1
      && (order == UInt8(ascii: "<") && !isLittleEndianMachine
        || order == UInt8(ascii: ">") && isLittleEndianMachine)
  }

  /// Whether elements are doubles as they lie.
  var isDouble: Bool { kind == .floating && size == 8 && !isSwapped }

  /// Turns elements into doubles.
  ///
  /// Whole numbers beyond 2^53 become the nearest double; a bool is 1 unless all its bits are 0.
  ///
  /// - Parameters:
  ///   - bytes: start with the first element's.
  ///   - stride: how many bytes lie between an element and the next one.
  ///   - values: as many doubles as elements are read.
  @unsafe
  func convert(
    _ bytes: UnsafeRawBufferPointer, stride: Int, to values: UnsafeMutableBufferPointer<Double>
  ) {
    guard let source = bytes.baseAddress, !values.isEmpty else { return }
    let needed = (values.count - 1) * stride + size
    precondition(needed <= bytes.count, "\(needed) bytes of \(bytes.count)")
    switch (kind, size) {
    case (.bool, _): unsafe load(source, stride, values) { (raw: UInt8) in raw == 0 ? 0 : 1 }
    case (.signed, 1): unsafe load(source, stride, values) { (raw: Int8) in Double(raw) }
    case (.signed, 2): unsafe load(source, stride, values) { (raw: Int16) in Double(raw) }
    case (.signed, 4): unsafe load(source, stride, values) { (raw: Int32) in Double(raw) }
    case (.signed, _): unsafe load(source, stride, values) { (raw: Int64) in Double(raw) }
    case (.unsigned, 1): unsafe load(source, stride, values) { (raw: UInt8) in Double(raw) }
    case (.unsigned, 2): unsafe load(source, stride, values) { (raw: UInt16) in Double(raw) }
    case (.unsigned, 4): unsafe load(source, stride, values) { (raw: UInt32) in Double(raw) }
    case (.unsigned, _): unsafe load(source, stride, values) { (raw: UInt64) in Double(raw) }
    case (.floating, 2): unsafe load(source, stride, values) { (raw: UInt16) in halfPrecision(raw) }
    case (.floating, 4):
      unsafe load(source, stride, values) { (raw: UInt32) in Double(Float(bitPattern: raw)) }
    case (.floating, _):
      unsafe load(source, stride, values) { (raw: UInt64) in Double(bitPattern: raw) }
    }
  }

  /// One loop each for elements that lie next to each other, and for all others.
  @inline(__always)
  private func load<Raw: FixedWidthInteger>(
    _ source: UnsafeRawPointer, _ stride: Int, _ values: UnsafeMutableBufferPointer<Double>,
    _ value: (Raw) -> Double
  ) {
    if stride == MemoryLayout<Raw>.size, !isSwapped {
      for index in values.indices {
        unsafe values[index] = value(
          source.loadUnaligned(fromByteOffset: index &* MemoryLayout<Raw>.size, as: Raw.self))
      }
      return
    }
    for index in values.indices {
      let raw = unsafe source.loadUnaligned(fromByteOffset: index &* stride, as: Raw.self)
      unsafe values[index] = value(isSwapped ? raw.byteSwapped : raw)
    }
  }
}

/// The value of the bits of a half-precision number.
///
/// `Float16` is not there on every machine. The bits, moved to where a single has them, are the
/// number times 2^-112, subnormal ones as well.
@inline(__always)
private func halfPrecision(_ bits: UInt16) -> Double {
  let magnitude = UInt32(bits & 0x7FFF)
  let sign = UInt32(bits & 0x8000) << 16
  let finite = Float(bitPattern: magnitude << 13) * 0x1p112
  let special = Float(bitPattern: magnitude << 13 | 0x7F80_0000)
  let value = magnitude >= 0x7C00 ? special : finite
  return Double(Float(bitPattern: value.bitPattern | sign))
}
