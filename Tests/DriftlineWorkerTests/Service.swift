import DriftlineInput
import DriftlineWorker
import Foundation

/// What came for a line.
struct Reply: Equatable {
  /// The id as JSON: `1`, `"a"` or `null`.
  let id: String
  /// The number of the error; `nil` for a result.
  let code: Int?
  /// The line.
  let text: String

  init(_ text: String) {
    self.text = text
    guard
      let members = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
      let id = members["id"]
    else { preconditionFailure("no reply: \(text)") }
    self.id = id is NSNull ? "null" : id is String ? "\"\(id)\"" : "\(id)"
    code = (members["error"] as? [String: Any])?["code"] as? Int
    precondition((code == nil) == (members["result"] != nil), text)
  }
}

/// A worker in this process, with the other ends of its pipes.
final class Service {
  let worker: Worker
  let stage = Stage()
  private let requests: Int32
  private let read: Int32
  private let replies: Int32
  private let ended = DispatchSemaphore(value: 0)
  private var rest: [UInt8] = []

  init(_ change: (inout WorkerOptions) -> Void = { _ in }) {
    var options = WorkerOptions(threads: 1)
    change(&options)
    let input = Service.pipe()
    let output = Service.pipe()
    requests = input.write
    read = input.read
    replies = output.read
    worker = Worker(
      options,
      operations: Operations.all + [HeldWork.self, BrokenWork.self, QuickWork.self],
      place: StorePlace(":memory:"), access: .regularFiles, output: output.write,
      log: WorkerLog(level: .off), watchParent: { _ in }, deserted: {})
    let thread = Thread { [worker, ended] in
      worker.serve(input: input.read)
      close(output.write)
      ended.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  private static func pipe() -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    precondition(Foundation.pipe(&ends) == 0, "no pipe: \(errno)")
    return (ends[0], ends[1])
  }

  /// Sends lines.
  func send(_ lines: String...) { send(bytes: Array((lines.joined(separator: "\n") + "\n").utf8)) }

  func send(bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { write(requests, $0.baseAddress, $0.count) }
      precondition(count > 0, "the worker reads no more: \(errno)")
      done += count
    }
  }

  /// Sends a request to wait at the stage, whose id is its tag.
  func hold(_ tag: Int, _ parameters: String = "", meta: String? = nil) {
    let meta = meta.map { ",\"_meta\":{\($0)}" } ?? ""
    send(
      """
      {"jsonrpc":"2.0","id":\(tag),"method":"test.held","params":{"stage":"\(stage.name)",\
      "tag":\(tag)\(parameters.isEmpty ? "" : ",")\(parameters)\(meta)}}
      """)
  }

  func ping(_ id: Int) { send("{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"ping\"}") }

  func cancel(_ id: Int) {
    send("{\"jsonrpc\":\"2.0\",\"method\":\"$/cancel\",\"params\":{\"id\":\(id)}}")
  }

  /// The next reply; `nil` where there are no more.
  func next() -> Reply? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        defer { rest.removeSubrange(...end) }
        return Reply(String(decoding: rest[..<end], as: UTF8.self))
      }
      var place = pollfd(fd: replies, events: Int16(POLLIN), revents: 0)
      precondition(poll(&place, 1, 60_000) > 0, "no reply in a minute")
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = Foundation.read(replies, &chunk, chunk.count)
      precondition(count >= 0, "replies cannot be read: \(errno)")
      if count == 0 {
        precondition(rest.isEmpty, "half a reply")
        return nil
      }
      rest += chunk[..<count]
    }
  }

  /// Ends the input, and waits until the worker has served.
  ///
  /// - Returns: the replies that were still to come.
  func end() -> [Reply] {
    close(requests)
    var last: [Reply] = []
    while let reply = next() { last.append(reply) }
    precondition(ended.wait(timeout: .now() + 60) == .success, "it serves for ever")
    close(replies)
    close(read)
    return last
  }
}
