internal import Driftline
internal import DriftlineInput
internal import Foundation

/// What the worker does with two files, as calls of the library in a process that stays.
///
/// ```
/// LibraryCompare BASELINE CURRENT THREADS
/// ```
///
/// Each line of standard input holds names of detectors with commas between them; the files are
/// then opened and compared, and a line is written: seconds, statistic of the first detector.
@main enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let threads = Int(arguments[3]) else {
      throw DriftlineError(.invalidParams, "LibraryCompare BASELINE CURRENT THREADS is expected")
    }
    var options = CompareOptions()
    options.threads = threads
    while let line = readLine() {
      let detectors = line.split(separator: ",").map { DetectorRequest(String($0)) }
      let start = ContinuousClock.now
      let verdict = try compare(
        baseline: try readDataset(path: arguments[1]), current: try readDataset(path: arguments[2]),
        detectors: detectors, options: options)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      print(seconds, verdict.scores[0].finding.statistic)
      fflush(nil)
    }
  }
}
