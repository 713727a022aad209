/// Reads a decimal number, correctly rounded (to nearest, ties to even) and free of locales.
///
/// `[+-] digits [. digits] [e [+-] digits]`, with digits before the point or after it, or
/// `[+-] inf`, `infinity` or `nan` in any case. Hexadecimal digits, underscores and spaces are
/// refused. A number too large is infinite, one too small is 0.
///
/// Up to 19 digits and a decimal exponent from -27 to 27 take integer arithmetic in 128 bits, which
/// is exact: w * 10^k = w * 5^k * 2^k, where 5^27 < 2^63. All others go to Swift's own parser. Small
/// numbers take Clinger's short cut: two doubles that are exact make one correct division.
///
/// Source: W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990,
/// DOI 10.1145/93542.93557.
///
/// - Complexity: O(length of the range).
func decimalNumber(_ bytes: ByteView, _ range: Range<Int>) -> Double? {
  var index = range.lowerBound
  let end = range.upperBound
  guard index < end else { return nil }
  let negative = bytes[index] == UInt8(ascii: "-")
  if negative || bytes[index] == UInt8(ascii: "+") { index += 1 }

  var digits: UInt64 = 0
  let first = index
  while index < end, let digit = decimalDigit(bytes[index]) {
    digits = digits &* 10 &+ digit
    index += 1
  }
  var digitCount = index - first
  var exponent = 0
  if index < end, bytes[index] == UInt8(ascii: ".") {
    index += 1
    let start = index
    while index < end, let digit = decimalDigit(bytes[index]) {
      digits = digits &* 10 &+ digit
      index += 1
    }
    exponent = start - index
    digitCount += index - start
  }
  guard digitCount > 0 else { return numberWord(bytes, first..<end, negative: negative) }
  if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
    guard let written = decimalExponent(bytes, index + 1..<end) else { return nil }
    exponent += written
    index = end
  }
  guard index == end else { return nil }

  if digitCount > 19 {
    // Leading zeros do not count; the digits left may still fit.
    var zeros = first
    while bytes[zeros] == UInt8(ascii: "0") || bytes[zeros] == UInt8(ascii: "."), zeros < end - 1 {
      if bytes[zeros] == UInt8(ascii: "0") { digitCount -= 1 }
      zeros += 1
    }
  }
  guard digitCount <= 19, let value = scaled(digits, exponent) else {
    return swiftNumber(bytes, range)
  }
  return negative ? -value : value
}

@inline(__always)
private func decimalDigit(_ byte: UInt8) -> UInt64? {
  let digit = byte &- UInt8(ascii: "0")
  return digit < 10 ? UInt64(digit) : nil
}

/// The digits after the `e`, as far as they matter; `nil` where they are none.
private func decimalExponent(_ bytes: ByteView, _ range: Range<Int>) -> Int? {
  var index = range.lowerBound
  guard index < range.upperBound else { return nil }
  let negative = bytes[index] == UInt8(ascii: "-")
  if negative || bytes[index] == UInt8(ascii: "+") { index += 1 }
  guard index < range.upperBound else { return nil }
  var value = 0
  while index < range.upperBound {
    guard let digit = decimalDigit(bytes[index]) else { return nil }
    // More than any text of ours can undo with zeros behind its point.
    if value < 1 << 48 { value = value * 10 + Int(digit) }
    index += 1
  }
  return negative ? -value : value
}

/// `digits` times ten to the `exponent`; `nil` outside of what is worked out here.
@inline(__always)
private func scaled(_ digits: UInt64, _ exponent: Int) -> Double? {
  if exponent == 0 { return Double(digits) }
  if digits < 1 << 53, exponent >= -22, exponent < 0 {
    return Double(digits) / exactPowersOfTen[-exponent]
  }
  return scaledInIntegers(digits, exponent)
}

private func scaledInIntegers(_ digits: UInt64, _ exponent: Int) -> Double? {
  if digits == 0 { return 0 }
  guard exponent >= -27, exponent <= 27 else { return nil }
  let power = powersOfFive[abs(exponent)]
  if exponent > 0 {
    let product = digits.multipliedFullWidth(by: power)
    guard product.high > 0 else { return Double(product.low) * powerOfTwo(exponent) }
    let shift = product.high.leadingZeroBitCount
    let top = shift == 0 ? product.high : product.high << shift | product.low >> (64 - shift)
    let lost: UInt64 = product.low << shift == 0 ? 0 : 1
    return Double(top | lost) * powerOfTwo(64 - shift + exponent)
  }
  // Both are shifted to fill 64 bits; the quotient then has 63 or 64, and a last bit that says
  // whether anything was left over rounds like all that was left over.
  let numeratorShift = digits.leadingZeroBitCount
  let divisorShift = power.leadingZeroBitCount
  let numerator = digits << numeratorShift
  let (quotient, remainder) = (power << divisorShift).dividingFullWidth(
    (numerator >> 1, numerator << 63))
  let lost: UInt64 = remainder == 0 ? 0 : 1
  return Double(quotient | lost) * powerOfTwo(divisorShift - numeratorShift - 63 + exponent)
}

private func powerOfTwo(_ exponent: Int) -> Double {
  Double(bitPattern: UInt64(1023 + exponent) << 52)
}

private let powersOfFive: [UInt64] = (0...27).map { exponent in
  (0..<exponent).reduce(1) { power, _ in power * 5 }
}

private let exactPowersOfTen: [Double] = (0...22).map { exponent in
  (0..<exponent).reduce(1) { power, _ in power * 10 }
}

/// A text that is known to be a decimal number, read by Swift.
private func swiftNumber(_ bytes: ByteView, _ range: Range<Int>) -> Double? {
  var text: [UInt8] = []
  text.reserveCapacity(range.count)
  for index in range { text.append(bytes[index]) }
  return Double(String(decoding: text, as: UTF8.self))
}

/// The words for numbers that are not finite.
private func numberWord(_ bytes: ByteView, _ range: Range<Int>, negative: Bool) -> Double? {
  guard range.count == 3 || range.count == 8 else { return nil }
  var word: [UInt8] = []
  for index in range { word.append(bytes[index] | 0x20) }
  switch String(decoding: word, as: UTF8.self) {
  case "nan": return .nan
  case "inf", "infinity": return negative ? -.infinity : .infinity
  default: return nil
  }
}

/// The number that a text stands for where numbers are: `inf`, `-inf` or `nan`.
func numberOfWord(_ bytes: ByteView, _ range: Range<Int>) -> Double? {
  if bytes.equals(Array("inf".utf8), in: range) { return .infinity }
  if bytes.equals(Array("-inf".utf8), in: range) { return -.infinity }
  return bytes.equals(Array("nan".utf8), in: range) ? .nan : nil
}
