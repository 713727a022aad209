internal import Driftline
internal import Foundation

/// How accurate the detectors of embeddings are: on real sets, by power, and by false alarms.
///
/// ```
/// EmbeddingAccuracy sets FOLDER                   every detector on every set of the folder
/// EmbeddingAccuracy power FOLDER                  how often each sees a share of new rows
/// EmbeddingAccuracy null [FOLDER]                 how often each cries wolf at alpha 0.05
///   [--repeats N] [--threads N] [--detectors mmd,hotelling:shrinkage=auto] [--sizes N,M]
///   [--alpha A] [--shares 0,3,5] [--dimensions 8,128]
/// ```
@main enum Main {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    var flags: [String: [String]] = [:]
    while let index = arguments.firstIndex(where: { $0.hasPrefix("--") }) {
      let value = index + 1 < arguments.count ? arguments[index + 1] : ""
      flags[arguments[index], default: []].append(value)
      arguments.removeSubrange(index..<min(index + 2, arguments.count))
    }
    func list(_ flag: String) -> [String]? {
      flags[flag]?.last?.split(separator: ",").map(String.init)
    }
    let all = Registry.embedding.map { $0.name }.filter { $0 != "missing_share" }
    // Real embeddings have columns that say nothing, which the unshrunk test refuses.
    let usual = all.map { $0 == "hotelling" ? "hotelling:shrinkage=auto" : $0 }
    let names = list("--detectors") ?? usual + ["auto"]
    let repeats = flags["--repeats"]?.last.flatMap(Int.init)
    let threads = flags["--threads"]?.last.flatMap(Int.init) ?? 2
    let alpha = flags["--alpha"]?.last.flatMap(Double.init)
    var panel = Panel(names: names)
    let sizes = list("--sizes")?.compactMap { Int($0) } ?? []
    let folder = arguments.count > 1 ? arguments[1] : nil
    switch (arguments.first, folder) {
    case ("sets", let folder?):
      try printSets(folder, names: names)
    case ("power", let folder?):
      try printPower(
        folder, panel: panel, repeats: repeats ?? 100, threads: threads,
        sizes: sizes.count == 2 ? (sizes[0], sizes[1]) : (3_000, 1_500), alpha: alpha ?? 0.01,
        shares: list("--shares")?.compactMap { Int($0) } ?? [0, 3, 5, 10])
    case ("null", let folder):
      panel = Panel(names: names.filter { $0 != "auto" })
      let pairs =
        sizes.count == 2
        ? [(sizes[0], sizes[1])] : [(50, 50), (300, 300), (100, 1_000)]
      let dimensions = list("--dimensions")?.compactMap { Int($0) } ?? [8, 128, 768]
      var points = Source.allCases.flatMap { source in
        dimensions.flatMap { d in
          pairs.map { NullPoint(source: source, dimensions: d, n: $0.0, m: $0.1) }
        }
      }
      if folder != nil {
        points += pairs.map { NullPoint(source: nil, dimensions: 0, n: $0.0, m: $0.1) }
      }
      let off = try printNull(
        folder, panel: panel, repeats: repeats ?? 1_000, threads: threads, alpha: alpha ?? 0.05,
        points: points)
      print(off.isEmpty ? "\nNone cries wolf." : "\nToo loud:\n\(off.joined(separator: "\n"))")
      exit(off.isEmpty ? 0 : 1)
    default:
      print("EmbeddingAccuracy sets FOLDER | power FOLDER | null [FOLDER]; see Main.swift")
      exit(2)
    }
  }
}
