package import Driftline
private import DriftlineReport

/// A second in time: the argument that RFC 3339 or the seconds since 1970 name, and its text.
package struct Time: Equatable, Sendable {
  /// Seconds since 1970.
  package let seconds: Int

  /// A second in time by its number.
  package init(seconds: Int) { self.seconds = seconds }

  /// Reads what a person or a program calls a time.
  ///
  /// That is `2026-03-01T12:00:00Z`, with any offset and fraction; `2026-03-01`, which is its
  /// beginning in UTC; or seconds since 1970. Fractions are cut off towards the past. Eight digits, or
  /// fourteen, are refused: whoever writes `20260301` means a day, and not one of August 1970.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`.
  package static func read(_ argument: String) throws(DriftlineError) -> Time {
    if let refusal = Time.refusal(ofDigits: Array(argument.utf8)) {
      throw DriftlineError(.invalidParams, refusal)
    }
    guard let seconds = Time.seconds(argument) else { throw unreadable }
    return Time(seconds: seconds)
  }

  /// Reads a number of seconds since 1970; fractions are cut off towards the past.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` where it leaves the years 0 to 9999.
  package static func read(secondsSince1970 number: Double) throws(DriftlineError) -> Time {
    guard let seconds = Int(exactly: number.rounded(.down)), years.contains(seconds) else {
      throw unreadable
    }
    return Time(seconds: seconds)
  }

  private static var unreadable: DriftlineError {
    DriftlineError(
      .invalidParams,
      "a time is 2026-03-01T12:00:00Z, 2026-03-01, or seconds since 1970, of the years 0 to 9999")
  }

  /// The seconds of the years 0 to 9999, which is all that RFC 3339 has words for.
  package static let years = day(0, 1, 1) * 86_400..<day(10_000, 1, 1) * 86_400

  /// Why digits that may be a date without its hyphens are no time; `nil` where they may not.
  private static func refusal(ofDigits bytes: [UInt8]) -> String? {
    guard [8, 14].contains(bytes.count), bytes.allSatisfy(isDigit) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    let parts = [0..<4, 4..<6, 6..<8].map { String(decoding: bytes[$0], as: UTF8.self) }
    var date = parts.joined(separator: "-")
    if bytes.count == 14 {
      let parts = [8..<10, 10..<12, 12..<14].map { String(decoding: bytes[$0], as: UTF8.self) }
      date += "T" + parts.joined(separator: ":") + "Z"
    }
    if seconds(date) == nil { date = "2026-03-01" }
    let number = bytes.count == 8 ? ", which as a text is \(text).0" : ""
    return
      "\(bytes.count) digits may be a date or seconds: write \(date) for a date, or give seconds "
      + "as a number\(number)"
  }

  /// The time in UTC: `2026-03-01T12:00:00Z`; one before the year 0 or after 9999 as the nearest within.
  package var text: String { CalendarTime(seconds: seconds).text }

  /// The day alone where it begins then, otherwise the time.
  package var shortText: String { CalendarTime(seconds: seconds).shortText }

  private static func seconds(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    if let number = wholeSeconds(bytes) { return number }
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]),
      let day = digits(bytes[8..<10]), (1...12).contains(month),
      (1...daysOfMonth(month, of: year)).contains(day)
    else { return nil }
    let midnight = self.day(year, month, day) * 86_400
    if bytes.count == 10 { return midnight }
    guard bytes.count >= 20, [UInt8(ascii: "T"), UInt8(ascii: "t"), 0x20].contains(bytes[10]),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let hour = digits(bytes[11..<13]), let minute = digits(bytes[14..<16]),
      let second = digits(bytes[17..<19]), hour < 24, minute < 60, second <= 60
    else { return nil }
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      if fraction.isEmpty { return nil }
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard let offset = offset(rest) else { return nil }
    return within(midnight + hour * 3_600 + minute * 60 + second - offset)
  }

  /// `Z`, or how far a local time is ahead of UTC, in seconds.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(bytes)
    if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
    guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"),
      let hours = digits(bytes[1..<3]), let minutes = digits(bytes[4..<6]), hours < 24,
      minutes < 60
    else { return nil }
    switch bytes[0] {
    case UInt8(ascii: "+"): return hours * 3_600 + minutes * 60
    case UInt8(ascii: "-"): return -(hours * 3_600 + minutes * 60)
    default: return nil
    }
  }

  /// Seconds since 1970, with a fraction or without.
  private static func wholeSeconds(_ bytes: [UInt8]) -> Int? {
    let isNegative = bytes.first == UInt8(ascii: "-")
    let parts = bytes.dropFirst(isNegative ? 1 : 0).split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...15).contains(whole.count), let number = digits(whole)
    else { return nil }
    guard parts.count == 2 else { return within(isNegative ? -number : number) }
    guard !parts[1].isEmpty, parts[1].allSatisfy(isDigit) else { return nil }
    let isFractional = parts[1].contains { $0 != UInt8(ascii: "0") }
    return within(isNegative ? -number - (isFractional ? 1 : 0) : number)
  }

  private static func within(_ seconds: Int) -> Int? { years.contains(seconds) ? seconds : nil }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.allSatisfy(isDigit) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  private static func daysOfMonth(_ month: Int, of year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// The number of a day of the Gregorian calendar, 0 on the first of January 1970.
  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years that begin in March have their leap day at the end.
    let years = month > 2 ? year : year - 1
    let ofYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return 365 * years + years.flooredQuotient(by: 4) - years.flooredQuotient(by: 100)
      + years.flooredQuotient(by: 400) + ofYear - 719_468
  }
}

extension Int {
  /// The largest whole number whose product with `divisor` is not over this one.
  fileprivate func flooredQuotient(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
