internal import CLinePeers
internal import DriftlineInput
internal import Foundation

/// Measures how fast lines of JSON become numbers, and base64 bytes, against simdjson and Foundation.
///
/// Processor time of the calling thread, best of several, own and peer in turn; ratios are peer by
/// own. Each run of ours starts from the bytes of the line and ends with memory given back.
@main enum Main {
  static let count = 1_000_000

  static func main() throws {
    print("| \(count) numbers in a line | own | peer | peer | ratio |")
    print("| --- | --: | --- | --: | --: |")
    var random = SystemRandomNumberGenerator()
    let values = (0..<count).map { _ in Double.random(in: 0..<1, using: &random) }
    numbers("17 digits", values.map { String(format: "%.17g", $0) })
    numbers("shortest doubles", values.map { "\($0)" })
    numbers("shortest floats", values.map { "\(Float($0))" })
    numbers("two decimals", values.map { String(format: "%.2f", $0 * 1000) })
    numbers("whole numbers", values.map { "\(Int($0 * 1e6))" })
    print()
    print("| base64 | own | peer | peer | ratio |")
    print("| --- | --: | --- | --: | --: |")
    for size in [3 << 10, 3 << 20, 48 << 20] { base64(size) }
    print()
    try memory()
  }

  private static func numbers(_ name: String, _ texts: [String]) {
    let line = Line(("{\"values\":[" + texts.joined(separator: ",") + "]}").utf8)
    let parser = JSONLineParser()
    let room = UnsafeMutableBufferPointer<Double>.allocate(capacity: count)
    defer { unsafe room.deallocate() }
    let own = {
      guard case .object(let members)? = try? parser.parse(line),
        case .numbers(let numbers) = members[0].value, numbers.count == count
      else { preconditionFailure("\(name) are not read") }
    }
    let tree = {
      let found = unsafe line.withBytes {
        unsafe cline_tree(bytes($0), $0.count, start(room), count)
      }
      precondition(found == count)
    }
    let demand = {
      let found = unsafe line.withBytes {
        unsafe cline_on_demand(bytes($0), $0.count, start(room), count)
      }
      precondition(found == count)
    }
    let length = unsafe line.withBytes { $0.count }
    for (peer, run) in [("simdjson's tree, copied", tree), ("simdjson On-Demand", demand)] {
      let (own, other) = bestOfBoth(15, own, run)
      print(
        "| \(name), \(length / count) bytes | \(rate(Double(count) / own, "M/s")) | \(peer) "
          + "| \(rate(Double(count) / other, "M/s")) | \(String(format: "%.2f", other / own)) |")
    }
  }

  private static func base64(_ size: Int) {
    let raw = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
    let coded = raw.base64EncodedString()
    let line = Line(("\"" + coded + "\"").utf8)
    let parser = JSONLineParser()
    let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
    defer { unsafe room.deallocate() }
    guard case .text(let text)? = try? parser.parse(line) else { preconditionFailure("no text") }
    let repeats = max(1, (48 << 20) / size / 4)
    let own = {
      for _ in 0..<repeats {
        guard let bytes = try? decodedBase64(text), bytes.size == size else {
          preconditionFailure("not decoded")
        }
      }
    }
    let table = {
      for _ in 0..<repeats {
        let found = unsafe line.withBytes {
          unsafe cline_base64(bytes($0) + 1, $0.count - 2, start(room))
        }
        precondition(found == size)
      }
    }
    let foundation = {
      for _ in 0..<repeats { precondition(Data(base64Encoded: coded)?.count == size) }
    }
    let length = Double(coded.utf8.count * repeats)
    for (peer, run) in [("one table", table), ("Foundation", foundation)] {
      let (own, other) = bestOfBoth(9, own, run)
      print(
        "| \(coded.utf8.count) characters | \(rate(length / own, "GB/s")) | \(peer) "
          + "| \(rate(length / other, "GB/s")) | \(String(format: "%.2f", other / own)) |")
    }
  }

  /// What stays of a line of 64 MiB.
  private static func memory() throws {
    let before = residentMegabytes()
    var during = 0.0
    do {
      let text = [UInt8]("0.12345678901234567,".utf8)
      var buffer = LineBuffer()
      unsafe [UInt8]("[".utf8).withUnsafeBytes { unsafe buffer.append($0) }
      while buffer.count < (64 << 20) - 40 {
        unsafe text.withUnsafeBytes { unsafe buffer.append($0) }
      }
      unsafe [UInt8]("1]".utf8).withUnsafeBytes { unsafe buffer.append($0) }
      let value = try JSONLineParser().parse(buffer.take())
      during = residentMegabytes()
      guard case .numbers = value else { preconditionFailure("no numbers") }
    }
    print(
      "A line of 64 MiB: \(Int(before)) MB before, \(Int(during)) MB with line and numbers, "
        + "\(Int(residentMegabytes())) MB after it is gone")
  }
}

private func bytes(_ line: UnsafeRawBufferPointer) -> UnsafePointer<UInt8> {
  guard let start = line.baseAddress else { preconditionFailure("an empty line") }
  return unsafe start.assumingMemoryBound(to: UInt8.self)
}

private func start<Value>(
  _ buffer: UnsafeMutableBufferPointer<Value>
) -> UnsafeMutablePointer<Value> {
  guard let start = buffer.baseAddress else { preconditionFailure("no room") }
  return unsafe start
}

private func rate(_ perSecond: Double, _ unit: String) -> String {
  String(format: "%.1f ", perSecond / (unit == "M/s" ? 1e6 : 1e9)) + unit
}

/// The least processor times of two pieces of work that take turns.
private func bestOfBoth(
  _ runs: Int, _ first: () -> Void, _ second: () -> Void
) -> (Double, Double) {
  var best = (Double.infinity, Double.infinity)
  for _ in 0..<runs {
    best.0 = min(best.0, seconds(first))
    best.1 = min(best.1, seconds(second))
  }
  return best
}

private func seconds(_ work: () -> Void) -> Double {
  func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
  let start = now()
  work()
  return now() - start
}

private func residentMegabytes() -> Double {
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
    let pages = Double(text.split(separator: " ")[1])
  else { return .nan }
  return pages * Double(getpagesize()) / 1e6
}
