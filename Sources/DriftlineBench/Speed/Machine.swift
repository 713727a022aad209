internal import Driftline
private import Foundation

/// What the system says of the machine; Linux's files, and nothing elsewhere.
enum Machine {
  /// Bytes of the last cache; 0 where the system does not say.
  static var lastCache: Int {
    (0..<5).compactMap { index -> Int? in
      let file = "/sys/devices/system/cpu/cpu0/cache/index\(index)/size"
      guard let text = text(of: file)?.trimmingCharacters(in: .whitespacesAndNewlines) else {
        return nil
      }
      return text.hasSuffix("K") ? Int(text.dropLast()).map { $0 << 10 } : Int(text)
    }.max() ?? 0
  }

  /// Bytes of a line of /proc/meminfo, such as `MemTotal`; `nil` where the system does not say.
  static func memory(named name: String) -> Int? {
    value(of: name, in: "/proc/meminfo", separator: ":")
      .flatMap { Int($0.split(separator: " ").first ?? "") }.map { $0 << 10 }
  }

  /// The processor's name; its architecture where there is none.
  static var processor: String {
    value(of: "model name", in: "/proc/cpuinfo", separator: ":") ?? processorLevel
  }

  /// The system's name and version.
  static var system: String {
    value(of: "PRETTY_NAME", in: "/etc/os-release", separator: "=")?
      .trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      ?? ProcessInfo.processInfo.operatingSystemVersionString
  }

  /// Processes that wanted to run on average during the last minute; `nil` where it is not known.
  static var load: Double? {
    text(of: "/proc/loadavg").flatMap { Double($0.split(separator: " ").first ?? "") }
  }

  /// What stands behind a name in a file of lines `name separator value`.
  private static func value(of name: String, in file: String, separator: Character) -> String? {
    for line in text(of: file)?.split(separator: "\n") ?? [] {
      let parts = line.split(separator: separator, maxSplits: 1)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name else {
        continue
      }
      return parts[1].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  private static func text(of file: String) -> String? {
    try? String(contentsOfFile: file, encoding: .utf8)
  }
}

extension MachineFacts {
  /// This machine with its load now, and its limits where they were measured.
  public static func now(_ limits: MachineLimits? = nil) -> MachineFacts {
    let information = ProcessInfo.processInfo
    return MachineFacts(
      processor: Machine.processor, processors: information.activeProcessorCount,
      memory: Double(Machine.memory(named: "MemTotal") ?? Int(information.physicalMemory)),
      system: Machine.system, readRate: limits?.readRate ?? 0,
      readRateOfAll: limits?.readRateOfAll ?? 0, productRate: limits?.productRate ?? 0,
      productRateOfAll: limits?.productRateOfAll ?? 0, load: Machine.load.map { [$0] } ?? [])
  }

  /// Adds the load now, as when a run ends.
  public mutating func addLoad() {
    if let load = Machine.load { self.load.append(load) }
  }
}
