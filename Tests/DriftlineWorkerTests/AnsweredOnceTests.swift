import Dispatch
import Testing

/// Random numbers of a seed: SplitMix64.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct AnsweredOnceTests {
  /// A request of a random kind.
  private func request(_ id: Int, _ random: inout Seeded) -> String {
    var parameters: [String] = []
    if Bool.random(using: &random) { parameters.append(#""changing":1"#) }
    if let order = ["a", "b", "alone", nil, nil].randomElement(using: &random), let order {
      parameters.append("\"order\":\"\(order)\"")
    }
    switch Int.random(in: 0..<6, using: &random) {
    case 0: parameters.append(#""_meta":{"deadline_ms":0}"#)
    case 1: parameters.append(#""_meta":{"deadline_ms":0.05}"#)
    case 2: parameters.append(#""_meta":{"if_busy":"fail"}"#)
    default: break
    }
    return
      "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"test.quick\",\"params\":{"
      + parameters.joined(separator: ",") + "}}"
  }

  private func cancellation(_ id: Int) -> String {
    "{\"jsonrpc\":\"2.0\",\"method\":\"$/cancel\",\"params\":{\"id\":\(id)}}"
  }

  @Test(arguments: [false, true]) func everyRequestIsAnsweredOnceInARaceOfAllThatAnswers(
    isStrict: Bool
  ) {
    let service = Service { $0.isStrict = isStrict }
    var random = Seeded(state: 5)
    let allowed: Set<Int?> = [nil, 1001, 1005, 1006]
    for round in 0..<1_500 {
      var lines: [String] = []
      var expected: [String] = []
      for place in 0..<8 {
        let id = round * 8 + place
        lines.append(request(id, &random))
        expected.append("\(id)")
        if Int.random(in: 0..<3, using: &random) > 0 {
          let target = Int.random(in: max(0, id - 4)...id, using: &random)
          lines.append(cancellation(target))
          if isStrict { expected.append("null") }
        }
      }
      service.send(bytes: Array((lines.joined(separator: "\n") + "\n").utf8))
      var ids: [String] = []
      for _ in expected {
        guard let reply = service.next() else { break }
        if !allowed.contains(reply.code) { Issue.record("\(reply.text)") }
        ids.append(reply.id)
      }
      if isStrict ? ids != expected : ids.sorted() != expected.sorted() {
        Issue.record("round \(round): \(ids) for \(expected)")
        break
      }
    }
    #expect(service.end().isEmpty)
  }

  @Test func everyRequestIsAnsweredOnceWhereTheWorkerIsToldToEnd() {
    let allowed: Set<Int?> = [nil, 1001, 1005, 1006, 1007]
    for seed in 0..<24 {
      var random = Seeded(state: UInt64(seed))
      let service = Service { $0.maximumRequests = 16 }
      let half = Int.random(in: 0..<64, using: &random)
      let lines = (0..<64).map { request($0, &random) + "\n" }
      service.send(bytes: Array(lines[..<half].joined().utf8))
      let ended = DispatchSemaphore(value: 0)
      let worker = service.worker
      DispatchQueue.global().async {
        worker.cancelAll(within: 20)
        ended.signal()
      }
      // All of it fits into the pipe, also where nothing is read any more.
      service.send(bytes: Array(lines[half...].joined().utf8))
      let replies = service.end()
      precondition(ended.wait(timeout: .now() + 60) == .success, "it ends for ever")
      #expect(Set(replies.map(\.id)).count == replies.count)
      #expect(replies.allSatisfy { allowed.contains($0.code) })
      // What was in the pipe before the end was asked for may be left there only as a whole tail.
      #expect(replies.map { Int($0.id) ?? -1 }.sorted() == Array(0..<replies.count))
    }
  }
}
