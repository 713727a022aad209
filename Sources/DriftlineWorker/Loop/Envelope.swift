package import Driftline
package import DriftlineInput

/// What a line asks for, before its parameters are looked at.
package struct Envelope {
  /// A fault, with the id that the reply goes to, where that could be told.
  package struct Fault: Error {
    let id: RequestID?
    package let error: DriftlineError
    /// Whether nobody waits for a reply: a whole notification, with parameters that are wrong.
    var isNotification = false
  }

  /// The id; `nil` for a notification.
  let id: RequestID?
  package let method: String
  /// The parameters, without `_meta`.
  package let parameters: [JSONMember]
  let meta: Meta

  /// What a request says of how it is to be served.
  struct Meta {
    /// As it was written; `nil` where no progress is asked for.
    var progressToken: String?
    var deadline: Double?
    var wantsTiming = false
    var waits = true
  }

  /// Reads a line.
  package init(_ line: Line, _ parser: JSONLineParser) throws(Fault) {
    let value: JSONValue
    do { value = try parser.parse(line) } catch {
      throw Fault(
        id: nil,
        error: DriftlineError(
          .parseError, "the line is no JSON: \(error.problem), at byte \(error.offset)",
          details: [.init("offset", .int(error.offset))]))
    }
    try self.init(value)
  }

  /// Reads a request.
  private init(_ value: JSONValue) throws(Fault) {
    guard case .object(let members) = value else {
      let isBatch =
        switch value {
        case .array, .numbers: true
        default: false
        }
      throw Fault(
        id: nil,
        error: DriftlineError(
          .invalidRequest,
          isBatch
            ? "a batch of requests is not taken; send each on a line of its own"
            : "a request is an object, and this is \(value.kind)"))
    }
    var found: [String: JSONValue] = [:]
    var twice: String?
    for member in members where ["jsonrpc", "id", "method", "params"].contains(member.key) {
      if found.updateValue(member.value, forKey: member.key) != nil { twice = member.key }
    }
    let id = found["id"].flatMap(RequestID.init)
    func invalid(_ problem: String, _ place: String) -> Fault {
      Fault(id: id, error: DriftlineError(.invalidRequest, problem, at: "/" + place))
    }
    if let twice {
      throw Fault(id: nil, error: invalid("\"\(twice)\" is given twice", twice).error)
    }
    if id == nil, let other = found["id"] {
      throw invalid("\"id\" is \(other.kind); a string or a number is expected", "id")
    }
    self.id = id
    guard case .text(let version)? = found["jsonrpc"], version.string == "2.0" else {
      throw invalid(
        "\"jsonrpc\" is \(found["jsonrpc"]?.kind ?? "not given"); \"2.0\" is expected", "jsonrpc")
    }
    guard case .text(let method)? = found["method"] else {
      throw invalid(
        "\"method\" is \(found["method"]?.kind ?? "not given"); a method's name is expected",
        "method")
    }
    self.method = method.string
    do {
      (parameters, meta) = try Envelope.read(found["params"], of: method.string)
    } catch { throw Fault(id: id, error: error, isNotification: found["id"] == nil) }
  }

  private static func read(
    _ value: JSONValue?, of method: String
  ) throws(DriftlineError) -> ([JSONMember], Meta) {
    guard let value else { return ([], Meta()) }
    guard case .object(let members) = value else {
      throw .expected("an object of parameters by name", for: "params", got: value, at: "/params")
    }
    let metas = members.filter { $0.key == "_meta" }
    let others = members.filter { $0.key != "_meta" }
    if metas.isEmpty || metas.count == 1 && metas[0].value.isNull { return (others, Meta()) }
    guard metas.count == 1 else {
      throw DriftlineError(.invalidParams, "\"_meta\" is given twice", at: "/params/_meta")
    }
    return (others, try Meta(metas[0].value))
  }
}

extension Envelope.Meta {
  /// Whether to wait where there is other work.
  private enum IfBusy: String, CaseIterable {
    case wait
    case fail
  }

  /// Reads `progress_token`, `deadline_ms`, `timing` and `if_busy`.
  init(_ value: JSONValue) throws(DriftlineError) {
    var members = try Parameters(value, of: "_meta", at: "/params/_meta")
    if let token = members.value("progress_token"), !token.isNull {
      guard let id = RequestID(token) else {
        throw .expected(
          "a string or a number", for: "progress_token", got: token,
          at: "/params/_meta/progress_token")
      }
      progressToken = id.verbatim
    }
    if let deadline = try members.number("deadline_ms") {
      guard deadline >= 0, deadline <= 1e12 else {
        throw DriftlineError(
          .invalidParams, "\"deadline_ms\" is \(deadline); it goes from 0 to 10^12",
          at: "/params/_meta/deadline_ms")
      }
      self.deadline = deadline / 1_000
    }
    wantsTiming = try members.flag("timing")
    waits = try members.choice("if_busy", IfBusy.self) != .fail
    try members.finish()
  }
}
