import Driftline
import Foundation
import Testing

@testable import DriftlineBench

/// Peers that are shell scripts.
@Suite struct PeerProcessTests {
  private static let hello =
    #"{"detectors":[{"name":"a.b","source":"a","version":"1","kind":"numeric","work":"ks"}]}"#

  /// A peer that says hello and then answers each request with the same line.
  private func peer(
    answering answer: String, patience: Double = 60
  ) throws(DriftlineError) -> PeerProcess {
    try PeerProcess(
      command: """
        sh -c 'read a; echo "$0"; while read a; do echo "$1"; done' '\(Self.hello)' '\(answer)'
        """, patience: patience)
  }

  private func score(_ peer: some Peer) throws -> [String: PeerAnswer<PeerScore>] {
    try peer.score(kind: "numeric", baseline: "/a", current: "/b", seed: 1, detectors: ["a.b"])
  }

  @Test func detectorsAreWhatThePeerSays() throws {
    let peer = try peer(answering: "{}")
    #expect(
      peer.detectors == [
        PeerDetector(name: "a.b", source: "a", version: "1", kind: "numeric", work: "ks")
      ])
    #expect(peer.detectors[0].contender == Contender(name: "a.b", source: "a", version: "1"))
  }

  @Test func scoresAndRefusalsArriveInTheirPlaces() throws {
    let answer =
      #"{"scores":{"a.b":{"score":0.5,"p":0.01,"fires":true,"seconds":0.25},"c":{"error":"no"}}}"#
    let scores = try score(peer(answering: answer))
    guard case .answer(let score)? = scores["a.b"], case .refusal(let reason)? = scores["c"] else {
      Issue.record("\(scores)")
      return
    }
    #expect(score == PeerScore(score: 0.5, p: 0.01, fires: true, seconds: 0.25))
    #expect(reason == "no")
  }

  @Test func requestsAreWhatTheProtocolSays() throws {
    // The peer answers with the request itself as the reason.
    let peer = try PeerProcess(
      command: """
        python3 -c 'import sys, json
        print(sys.argv[1], flush=True) if sys.stdin.readline() else None
        for line in sys.stdin:
          print(json.dumps({"scores": {"a.b": {"error": line.strip()}}}), flush=True)' '\(Self.hello)'
        """)
    guard case .refusal(let request)? = try score(peer)["a.b"] else {
      Issue.record("no answer")
      return
    }
    let fields = try #require(
      JSONSerialization.jsonObject(with: Data(request.utf8)) as? [String: Any])
    #expect(Set(fields.keys) == ["op", "kind", "baseline", "current", "seed", "detectors"])
    #expect(fields["op"] as? String == "score")
    #expect(fields["baseline"] as? String == "/a")
    #expect(fields["seed"] as? Int == 1)
  }

  @Test(arguments: [
    ("exit 3", "ended without an answer"), ("read a; echo nonsense; cat", "not what"),
    ("read a; echo '{\"error\":\"not today\"}'; cat", "refused hello: not today"),
    ("no-such-program-anywhere 2>/dev/null", "ended"),
  ])
  func peersThatFailAreNamed(script: String, reason: String) throws {
    let error = #expect(throws: DriftlineError.self) {
      try PeerProcess(command: "sh -c '\(script.replacing("'", with: "'\\''"))'")
    }
    #expect(error?.kind == .dataFormat)
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test func aPeerThatSaysNothingIsGivenUp() throws {
    let error = #expect(throws: DriftlineError.self) {
      try PeerProcess(command: "sleep 60", patience: 0.2)
    }
    #expect(error?.message.contains("said nothing for") == true)
  }

  @Test func aPoolServesManyThreads() throws {
    let answer = #"{"scores":{"a.b":{"score":1,"seconds":0}}}"#
    let pool = try PeerPool(
      command: """
        sh -c 'read a; echo "$0"; while read a; do echo "$1"; done' '\(Self.hello)' '\(answer)'
        """, processes: 2)
    DispatchQueue.concurrentPerform(iterations: 50) { _ in
      guard case .answer(let found)? = try? score(pool)["a.b"] else {
        Issue.record("no answer")
        return
      }
      #expect(found.score == 1)
    }
  }
}
