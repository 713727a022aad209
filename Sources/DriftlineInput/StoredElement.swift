import Driftline

/// The type of the elements of an array in a file: how many bytes each takes, and how they are read.
struct StoredElement: Equatable {
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

  /// A little-endian type.
  init(littleEndian type: InputOptions.ElementType) {
    switch type {
    case .f2: (kind, size) = (.floating, 2)
    case .f4: (kind, size) = (.floating, 4)
    case .f8: (kind, size) = (.floating, 8)
    case .i4: (kind, size) = (.signed, 4)
    case .i8: (kind, size) = (.signed, 8)
    }
    isSwapped = 1.littleEndian != 1
  }

  /// Whether elements are, as they lie, what is wanted.
  func isNative<Value: BinaryFloatingPoint>(_: Value.Type) -> Bool {
    kind == .floating && size == MemoryLayout<Value>.size && !isSwapped
  }

  /// The precision in which no element loses anything, but for whole numbers beyond 2^53.
  var precision: MatrixPrecision { kind == .floating && size <= 4 ? .single : .double }

  /// Reads elements that lie next to each other, as many as the buffer has room for.
  ///
  /// What needs no conversion goes straight into the buffer, all else through 256 KiB that stay in
  /// the processor's cache.
  @unsafe
  func read<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ bytes: any PositionedBytes, at offset: Int, into buffer: UnsafeMutableBufferPointer<Value>
  ) throws(DriftlineError) {
    if buffer.isEmpty { return }
    if isNative(Value.self) { return try unsafe bytes.read(into: .init(buffer), at: offset) }
    let step = min(buffer.count, (1 << 18) / size)
    try unsafe withScratch(step * size) { scratch throws(DriftlineError) in
      var first = 0
      while first < buffer.count {
        let some = min(step, buffer.count - first)
        let raw = unsafe UnsafeMutableRawBufferPointer(rebasing: scratch[..<(some * size)])
        try unsafe bytes.read(into: raw, at: offset + first * size)
        unsafe convert(
          .init(raw), stride: size,
          to: .init(rebasing: buffer[first..<first + some]))
        first += some
      }
    }
  }

  /// Turns elements into floats or doubles.
  ///
  /// What has no exact counterpart becomes the nearest; a bool is 1 unless all its bits are 0.
  ///
  /// - Parameters:
  ///   - bytes: start with the first element's.
  ///   - stride: how many bytes lie between an element and the next one.
  ///   - values: where they go.
  /// - Complexity: O(count); several elements a step where they lie next to each other.
  @unsafe
  func convert<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, stride: Int, to values: UnsafeMutableBufferPointer<Value>
  ) {
    guard let source = bytes.baseAddress, !values.isEmpty else { return }
    let needed = (values.count - 1) * stride + size
    precondition(needed <= bytes.count, "\(needed) bytes of \(bytes.count)")
    switch (kind, size) {
    case (.bool, _): unsafe load(source, stride, values) { (raw: UInt8) in raw == 0 ? 0 : 1 }
    case (.signed, 1): unsafe load(source, stride, values) { (raw: Int8) in Value(Int(raw)) }
    case (.signed, 2): unsafe load(source, stride, values) { (raw: Int16) in Value(Int(raw)) }
    case (.signed, 4): unsafe load(source, stride, values) { (raw: Int32) in Value(Int(raw)) }
    case (.signed, _): unsafe load(source, stride, values) { (raw: Int64) in Value(Int(raw)) }
    case (.unsigned, 1): unsafe load(source, stride, values) { (raw: UInt8) in Value(Int(raw)) }
    case (.unsigned, 2): unsafe load(source, stride, values) { (raw: UInt16) in Value(Int(raw)) }
    case (.unsigned, 4): unsafe load(source, stride, values) { (raw: UInt32) in Value(Int(raw)) }
    case (.unsigned, _): unsafe load(source, stride, values) { (raw: UInt64) in Value(raw) }
    case (.floating, 2):
      unsafe load(source, stride, values) { (raw: UInt16) in Value(halfPrecision(raw)) }
    case (.floating, 4):
      unsafe load(source, stride, values) { (raw: UInt32) in Value(Float(bitPattern: raw)) }
    case (.floating, _):
      unsafe load(source, stride, values) { (raw: UInt64) in Value(Double(bitPattern: raw)) }
    }
  }

  /// One loop each for elements that lie next to each other, and for all others.
  @inline(__always)
  private func load<Raw: FixedWidthInteger, Value>(
    _ source: UnsafeRawPointer, _ stride: Int, _ values: UnsafeMutableBufferPointer<Value>,
    _ value: (Raw) -> Value
  ) {
    if stride == MemoryLayout<Raw>.size {
      for index in values.indices {
        let raw = unsafe source.loadUnaligned(
          fromByteOffset: index &* MemoryLayout<Raw>.size, as: Raw.self)
        unsafe values[index] = value(isSwapped ? raw.byteSwapped : raw)
      }
    } else {
      for index in values.indices {
        let raw = unsafe source.loadUnaligned(fromByteOffset: index &* stride, as: Raw.self)
        unsafe values[index] = value(isSwapped ? raw.byteSwapped : raw)
      }
    }
  }
}

/// The value of the bits of a half-precision number.
///
/// `Float16` is not there on every machine. The bits, moved to where a single has them, are the
/// number times 2^-112, subnormal ones as well.
@inline(__always)
private func halfPrecision(_ bits: UInt16) -> Float {
  let magnitude = UInt32(bits & 0x7FFF)
  let sign = UInt32(bits & 0x8000) << 16
  let finite = Float(bitPattern: magnitude << 13) * 0x1p112
  let special = Float(bitPattern: magnitude << 13 | 0x7F80_0000)
  let value = magnitude >= 0x7C00 ? special : finite
  return Float(bitPattern: value.bitPattern | sign)
}
