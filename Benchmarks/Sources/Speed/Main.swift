internal import Foundation

/// Measures one row and prints it, so that a row and its peer can be run in turn and each has a
/// process of its own, whose memory is its own.
@main enum Main {
  static let usage = """
    Speed data FOLDER                 write the samples
    Speed rows                        list the rows
    Speed row NAME FOLDER THREADS     best milliseconds, peak MB, MB of data, 1e9 operations
    Speed bandwidth THREADS           gigabytes a second
    """

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("data", 2):
      try Samples.write(to: arguments[1])
      for rows in SampleRows.all { try rows.write(to: arguments[1]) }
    case ("rows", 1): Row.all.forEach { print($0.name) }
    case ("row", 4):
      guard let row = Row.all.first(where: { $0.name == arguments[1] }),
        let threads = Int(arguments[3])
      else { fallthrough }
      let work = try row.prepare(arguments[2], threads)
      let measurement = try Measurement(runs: row.runs, seconds: 4, work)
      print(
        String(
          format: "%.4f\t%.1f\t%.1f\t%.3f", measurement.best * 1e3,
          Double(measurement.peak) / 1e6, Double(row.bytes) / 1e6, row.operations / 1e9))
    case ("bandwidth", 2):
      guard let threads = Int(arguments[1]) else { fallthrough }
      print(String(format: "%.2f", Bandwidth.measure(threads: threads)))
    default:
      FileHandle.standardError.write(Data((usage + "\n").utf8))
      exit(2)
    }
  }
}
