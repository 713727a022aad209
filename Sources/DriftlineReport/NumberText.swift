private import Foundation

/// A number with at most four significant digits: `0.2481`, `12350`, `2.5e-10`, `inf`.
package func numberText(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
  return text(of: value, digits: 4, plain: -4...6)
}

/// A p-value from its natural logarithm: `0.0123`, `4.6e-9`, `1e-1234`; 1 at most.
///
/// - Complexity: O(1). Values far below the least double keep their order of magnitude.
package func probabilityText(logPValue: Double) -> String {
  guard !logPValue.isNaN else { return "nan" }
  if logPValue == -.infinity { return "0" }
  let decimal = min(logPValue, 0) / log(10)
  if decimal > -300 {
    let value = exp(min(logPValue, 0))
    return text(of: value, digits: value < 1e-3 ? 2 : 3, plain: -3...0)
  }
  // Rounded to one digit: 9.7 becomes the next power of ten.
  let exponent = floor(decimal)
  let digit = Int(pow(10, decimal - exponent).rounded())
  return digit == 10 ? "1e\(Int(exponent) + 1)" : "\(digit)e\(Int(exponent))"
}

/// A count with its thousands apart: `4,000`.
package func countText(_ count: Int) -> String {
  var text = ""
  let digits = String(count.magnitude)
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
    text.append(digit)
  }
  return count < 0 ? "-" + text : text
}

/// Rounded to significant digits; in plain notation where the decimal exponent is in `plain`.
private func text(of value: Double, digits: Int, plain: ClosedRange<Int>) -> String {
  if value == 0 { return "0" }
  // Correctly rounded, in the form "2.481e-01".
  let scientific = String(format: "%.\(digits - 1)e", value.magnitude)
  let parts = scientific.split(separator: "e")
  guard parts.count == 2, let exponent = Int(parts[1]) else { return scientific }
  var mantissa = parts[0].filter { $0 != "." }
  while mantissa.count > 1, mantissa.hasSuffix("0") { mantissa.removeLast() }
  let sign = value < 0 ? "-" : ""
  guard plain.contains(exponent) else {
    let fraction = mantissa.dropFirst()
    return sign + mantissa.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e\(exponent)"
  }
  if exponent < 0 {
    return sign + "0." + String(repeating: "0", count: -exponent - 1) + mantissa
  }
  let whole = exponent + 1
  if mantissa.count <= whole {
    return sign + mantissa + String(repeating: "0", count: whole - mantissa.count)
  }
  return sign + mantissa.prefix(whole) + "." + mantissa.dropFirst(whole)
}
