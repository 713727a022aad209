import Foundation

/// Streams and the alarms that river 0.26.1 and MOA 76107cf raise on them.
struct RiverStreams: Decodable {
  let streams: [String: [Double]]
  let expected: [String: [Int]]
  /// By "stream|clock=n": place:width of each alarm, then | width=w est=mean var=variance.
  let moa: [String: String]

  enum CodingKeys: String, CodingKey {
    case streams, expected
    case moa = "moa_adwin"
  }

  /// The fixture.
  static let shared: RiverStreams = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/river_streams.json")
    do {
      return try JSONDecoder().decode(RiverStreams.self, from: Data(contentsOf: file))
    } catch {
      preconditionFailure("\(file.path): \(error)")
    }
  }()

  /// What a detector should do: pairs of a stream and its alarms.
  static func alarms(of detector: String) -> [(name: String, values: [Double], alarms: [Int])] {
    shared.expected.filter { $0.key.hasPrefix(detector + "|") }.sorted { $0.key < $1.key }.map {
      let name = String($0.key.split(separator: "|")[1])
      return (name, shared.streams[name] ?? [], $0.value)
    }
  }
}
