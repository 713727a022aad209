import DriftlineInput
import DriftlineWorker
import Foundation
import Testing

@Suite struct LineReaderTests {
  /// All that is read of bytes that are written to a pipe in pieces.
  private func read(_ pieces: [[UInt8]], maximum: Int) -> [String] {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "no pipe: \(errno)")
    let (input, output) = (ends[0], ends[1])
    let writer = Thread {
      for piece in pieces {
        var done = 0
        while done < piece.count {
          let count = piece[done...].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
          precondition(count > 0, "cannot be written: \(errno)")
          done += count
        }
      }
      close(output)
    }
    writer.start()
    defer { close(input) }
    var reader = LineReader(descriptor: input, maximum: maximum)
    var events: [String] = []
    while true {
      switch reader.next() {
      case .line(let line): events.append(line.withBytes { String(decoding: $0, as: UTF8.self) })
      case .tooLong(let head): events.append("too long: " + String(decoding: head, as: UTF8.self))
      case .nothing: events.append("nothing")
      case .end: return events
      }
    }
  }

  private func text(_ length: Int) -> String {
    String((0..<length).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
  }

  @Test func linesAcrossTheBordersOfChunksStayWhole() {
    let lengths = [0, 1, 65_534, 65_535, 65_536, 65_537, 131_072, 3, 200_000]
    let lines = lengths.map(text)
    let all = Array((lines.joined(separator: "\n") + "\n").utf8)
    #expect(read([all], maximum: 1 << 20) == lines)
    var random = Seeded(state: 3)
    var pieces: [[UInt8]] = []
    var start = 0
    while start < all.count {
      let end = min(all.count, start + Int.random(in: 1...70_000, using: &random))
      pieces.append(Array(all[start..<end]))
      start = end
    }
    #expect(read(pieces, maximum: 1 << 20) == lines)
  }

  @Test(arguments: [10, 4_096, 65_536, 100_000]) func aLineOfTheLimitIsReadAndOneByteMoreIsNot(
    limit: Int
  ) {
    let line = text(limit)
    let all = Array("\(line)\n\(line)!\n\(line)\n\(line)!".utf8)
    let tooLong = "too long: " + (line + "!").prefix(4_096)
    #expect(read([all], maximum: limit) == [line, tooLong, line, tooLong])
  }

  @Test func theLastLineNeedsNoEndAndCarriageReturnsStay() {
    #expect(read([Array("a\r\nb\n\nc".utf8)], maximum: 9) == ["a\r", "b", "", "c"])
    #expect(read([], maximum: 9) == [])
    #expect(read([Array("\n".utf8)], maximum: 9) == [""])
  }
}

@Suite struct RequestIDTests {
  private func id(_ start: String) -> String? { RequestID(inStart: Array(start.utf8))?.verbatim }

  @Test func theIDIsFoundInTheStartOfALine() {
    #expect(id(#"{"jsonrpc":"2.0","id":12,"params":{"#) == "12")
    #expect(id(#"{"id" : "a\"b" , "x"#) == #""a\"b""#)
    #expect(id(#"{"params":{"id":1},"id":-2.5e3,"#) == "-2.5e3")
  }

  @Test(arguments: [
    "", "{", #"{"id"#, #"{"id":"#, #"{"id":1"#, #"{"id":"a"#, #"{"id":"a\"#, #"{"id":null,"#,
    #"{"id":{"id":1},"#, #"{"x":"\"id\":1,""#, #"{"x":{"id":1}"#, #"{"x":"id","y":1,"#,
    #"}}}}{"id":1,"#, #"[[{"id":1,"#, #"{"id":1e5e5,"#, #"{"id":--1,"#, #"{"id":"\ud800","#,
    #"{"id":"\x","#, #"{"id":[1,"#,
  ]) func noIDIsFoundWhereNoneCanBeTold(start: String) { #expect(id(start) == nil) }

  @Test func anyBytesAreStood() {
    var random = Seeded(state: 8)
    let alphabet = Array(#"{}[]":,\id01e-. "#.utf8) + [0, 0xFF, 0xC3]
    for _ in 0..<20_000 {
      let length = Int.random(in: 0..<40, using: &random)
      let bytes = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      guard let found = RequestID(inStart: bytes) else { continue }
      #expect(String(decoding: bytes, as: UTF8.self).contains(found.verbatim))
    }
  }
}
