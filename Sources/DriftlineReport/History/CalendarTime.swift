/// A second in time as RFC 3339 writes it, in UTC.
///
/// Source: RFC 3339; days of the Gregorian calendar from eras of 400 years, each of which begins in
/// March and has 146 097 days.
package struct CalendarTime: Sendable, Equatable {
  /// The year.
  package let year: Int
  /// The month, from 1.
  package let month: Int
  /// The day of the month, from 1.
  package let day: Int
  /// Seconds since the day began.
  package let second: Int

  /// The time that is so many seconds after 1970 began; held to the years 0 to 9999.
  package init(seconds: Int) {
    let held = min(max(seconds, -62_167_219_200), 253_402_300_799)
    let days = (held - ((held % 86_400) + 86_400) % 86_400) / 86_400
    second = held - days * 86_400
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let years = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * years + years / 4 - years / 100)
    let fromMarch = (5 * ofYear + 2) / 153
    day = ofYear - (153 * fromMarch + 2) / 5 + 1
    month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    year = years + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The day: `2026-03-01`.
  package var date: String {
    "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
  }

  /// The time of the day: `12:05`.
  package var clock: String {
    "\(Self.padded(second / 3_600, 2)):\(Self.padded(second / 60 % 60, 2))"
  }

  /// Day and time: `2026-03-01T12:05:00Z`.
  package var text: String { "\(date)T\(clock):\(Self.padded(second % 60, 2))Z" }

  /// The day alone where it begins then, otherwise with the minute: `2026-03-01 12:05`.
  package var minuteText: String { second == 0 ? date : "\(date) \(clock)" }

  /// The day alone where it begins then, otherwise day and time.
  package var shortText: String { second == 0 ? date : text }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(width - text.count, 0)) + text
  }
}
