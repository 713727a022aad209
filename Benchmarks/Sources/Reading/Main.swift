internal import Driftline
internal import DriftlineInput
internal import Foundation

/// How fast a matrix is read from a file in the page cache.
///
/// With `pread`, as the library does it, and from memory that the file is mapped to, in gigabytes a
/// second of processor time. Each value is summed once, so that it is needed.
///
///     swift run -c release --package-path Benchmarks Reading FOLDER [GIGABYTES]
///
/// The folder needs room for the file of so many gigabytes (1.5 by default), which is removed.
@main enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else {
      FileHandle.standardError.write(Data("Reading FOLDER [GIGABYTES]\n".utf8))
      exit(2)
    }
    let gigabytes = arguments.count > 2 ? Double(arguments[2]) ?? 1.5 : 1.5
    let path = arguments[1] + "/reading-\(ProcessInfo.processInfo.processIdentifier).npy"
    defer { try? FileManager.default.removeItem(atPath: path) }

    let width = 384
    try Sample.write(path, "<f4", rows: Int(gigabytes * 1e9) / (4 * width), width: width)
    print(
      "| block | threads | pread | mapped anew | mapped before | pread / anew | pread / before |")
    print("|---|---|---|---|---|---|---|")
    for megabytes in [1, 64] {
      for threads in [1, 2] {
        let rows = megabytes * 1_000_000 / (4 * width)
        let line = try Comparison(path: path, rows: rows, threads: threads).measured()
        print("| \(megabytes) MB | \(threads) | \(line)")
      }
    }

    print("\n| elements | order | GB/s of singles |\n|---|---|---|")
    for (descr, fortran) in [
      ("<f4", false), ("<f2", false), ("<f8", false), (">f4", false), ("<i4", false),
      ("<f4", true), ("<f2", true),
    ] {
      try Sample.write(
        path, descr, rows: Int(gigabytes * 1e9) / (16 * width), width: width, fortran: fortran)
      let speed = try Conversion.measure(path)
      print("| \(descr) | \(fortran ? "Fortran" : "C") | \(String(format: "%.1f", speed)) |")
    }
  }
}

/// A `.npy` file of whatever numbers.
enum Sample {
  static func write(
    _ path: String, _ descr: String, rows: Int, width: Int, fortran: Bool = false
  ) throws {
    let order = fortran ? "True" : "False"
    let header = "{'descr': '\(descr)', 'fortran_order': \(order), 'shape': (\(rows), \(width)), }"
    let text = header.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    _ = FileManager.default.createFile(
      atPath: path, contents: Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(text.utf8))
    guard let file = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteUnknown) }
    try file.seekToEnd()
    // Bytes below 0x40 make finite numbers of every type.
    let block = Data((0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 * 37 % 61) })
    var left = rows * width * (Int(String(descr.suffix(1))) ?? 1)
    while left > 0 {
      try file.write(contentsOf: block.prefix(left))
      left -= min(left, block.count)
    }
    try file.close()
  }
}

/// The least processor time that some work takes in several runs, in seconds for each thread.
///
/// Not the time on the clock, so that what else the machine does counts for little.
func best(of runs: Int, threads: Int = 1, _ work: () throws -> Void) rethrows -> Double {
  var best = Double.infinity
  for _ in 0..<runs {
    let start = clock()
    try work()
    best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
  }
  return best / Double(threads)
}
