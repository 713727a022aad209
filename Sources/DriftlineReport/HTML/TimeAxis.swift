private import Foundation

/// An axis of time with round times on it.
struct TimeAxis {
  private let times: ClosedRange<Int>

  /// Steps in seconds: minutes, hours, days, weeks; longer ones are months.
  private static let steps = [
    60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600,
  ]
  private static let months = [1, 3, 6, 12, 24, 60, 120, 600, 1_200, 6_000, 12_000]

  /// An axis from the first time to the last; a single time stands in its middle.
  init(_ times: ClosedRange<Int>) {
    self.times = times
  }

  /// Where a time is on the axis, from 0 to 1.
  func place(of time: Int) -> Double {
    let length = Double(times.upperBound) - Double(times.lowerBound)
    if length == 0 { return 0.5 }
    return min(max((Double(time) - Double(times.lowerBound)) / length, 0), 1)
  }

  /// Up to five round times with their texts: a date, and below a day the time of day.
  var ticks: [(time: Int, text: String)] {
    let first = CalendarTime(seconds: times.lowerBound)
    if times.lowerBound == times.upperBound { return [(times.lowerBound, first.shortText)] }
    let length = Double(times.upperBound) - Double(times.lowerBound)
    if let step = Self.steps.first(where: { length / Double($0) <= 4.5 }) {
      // Weeks begin on Mondays, of which the first is the fifth day of 1970.
      let offset = step >= 604_800 ? 4 * 86_400 : 0
      let start = Int((Double(times.lowerBound - offset) / Double(step)).rounded(.up))
      let found = sequence(first: start * step + offset) { $0 + step }
        .prefix { $0 <= times.upperBound }
      var day = ""
      return found.map { time in
        let calendar = CalendarTime(seconds: time)
        defer { day = calendar.date }
        if step >= 86_400 { return (time, calendar.date) }
        return (
          time,
          calendar.date == day ? calendar.clock : "\(calendar.date.dropFirst(5)) \(calendar.clock)"
        )
      }
    }
    let month = length / 2_629_746
    let step = Self.months.first { month / Double($0) <= 4.5 } ?? 12_000
    var ticks: [(time: Int, text: String)] = []
    var number = (first.year * 12 + first.month - 1 + step - 1) / step * step
    while ticks.count < 6 {
      let time = Self.seconds(ofMonth: number)
      if time > times.upperBound { break }
      if time >= times.lowerBound { ticks.append((time, CalendarTime(seconds: time).date)) }
      number += step
    }
    return ticks
  }

  /// When a month begins, counted from the year 0.
  private static func seconds(ofMonth number: Int) -> Int {
    // Years that begin in March have their leap day at the end.
    let shifted = number - 2
    let year = shifted >= 0 ? shifted / 12 : (shifted - 11) / 12
    let month = shifted - year * 12
    let leaps =
      (year >= 0 ? year / 4 : (year - 3) / 4) - (year >= 0 ? year / 100 : (year - 99) / 100)
      + (year >= 0 ? year / 400 : (year - 399) / 400)
    return (365 * year + leaps + (153 * month + 2) / 5 - 719_468) * 86_400
  }
}
