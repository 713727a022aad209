import Driftline
import DriftlineInput

/// The forms of data: the one place to register.
private let dataForms: [(key: String, read: DataReader)] = [
  ("values", readValues), ("rows", readRows), ("categories", readCategories),
  ("counts", readCounts), ("columns", readColumns), ("b64", readBase64), ("path", readPath),
  ("shm", readSharedMemory), ("procfd", readDescriptor), ("profile", readProfile),
  ("parts", readParts),
]

/// Reads one form; the first argument is the value of its key.
private typealias DataReader =
  @Sendable (JSONValue, inout Parameters, String) throws(DriftlineError) ->
  DataReference.Form

extension DataReference {
  /// The keys that say where data are, one for each form.
  static var keys: [String] { dataForms.map(\.key) }

  /// Reads what a request says of its data.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params`, which names what there is too much or too
  ///   little of.
  init(_ value: JSONValue, for name: String, at pointer: String) throws(DriftlineError) {
    guard case .object(let given) = value else {
      throw .expected(
        "an object such as {\"values\":[1,2]} or {\"path\":\"x.npy\"}", for: name, got: value,
        at: pointer)
    }
    // "rows" is data by itself, and a range beside "path".
    let isFile = given.contains { $0.key == "path" }
    let found = dataForms.filter { form in
      given.contains { $0.key == form.key } && !(isFile && form.key == "rows")
    }
    guard let form = found.first, found.count == 1 else {
      let keys = found.isEmpty ? dataForms : found
      let list = keys.map(\.key).joined(separator: ", ")
      throw DriftlineError(
        .invalidParams,
        found.isEmpty
          ? "\"\(name)\" holds no data; it has one of the keys \(list)"
          : "\"\(name)\" holds data in \(found.count) ways: \(list); one is expected",
        at: pointer)
    }
    var members = try Parameters(given, of: "data with \"\(form.key)\"", at: pointer)
    let main = try members.required(form.key, "data")
    let read = try form.read(main, &members, pointer)
    try members.finish()
    self.init(read, at: pointer)
  }
}

extension Parameters {
  /// Data that have to be given.
  mutating func data(_ name: String) throws(DriftlineError) -> DataReference {
    let value = try required(
      name, "data, an object such as {\"values\":[1,2]} or {\"path\":\"x.npy\"}")
    return try DataReference(value, for: name, at: place(name))
  }

  /// Data that may be left out.
  mutating func optionalData(_ name: String) throws(DriftlineError) -> DataReference? {
    guard let value = present(name) else { return nil }
    return try DataReference(value, for: name, at: place(name))
  }

  /// Several data.
  mutating func dataList(_ name: String) throws(DriftlineError) -> [DataReference] {
    let value = try required(name, "a list of data")
    return try readList(value, for: name, at: place(name))
  }
}

/// The numbers of one column, or of a matrix row after row.
private func readValues(
  _ values: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form {
  .numbers(
    try InlineNumbers(
      values, weights: members.value("weights"), shape: try members.ints("shape"), at: pointer))
}

private func readRows(
  _ rows: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form { .rows(rows) }

private func readCategories(
  _ values: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form { .categories(values) }

private func readCounts(
  _ counts: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form { .counts(counts) }

private func readColumns(
  _ columns: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form {
  guard case .object(let entries) = columns else {
    throw .expected(
      "an object of columns by name", for: "columns", got: columns, at: pointer + "/columns")
  }
  var read: [(name: String, data: DataReference)] = []
  for entry in entries {
    let place = pointer + "/columns/" + escaped(entry.key)
    read.append((entry.key, try DataReference(entry.value, for: entry.key, at: place)))
  }
  return .table(read)
}

private func readBase64(
  _ value: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form {
  guard case .text(let text) = value else {
    throw .expected("a text in base64", for: "b64", got: value, at: pointer + "/b64")
  }
  return .base64(text, try RawLayout(&members, hasOffset: false))
}

private func readPath(
  _ value: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form {
  guard case .text(let path) = value else {
    throw .expected("the path of a file", for: "path", got: value, at: pointer + "/path")
  }
  return .file(try FileReference(path.string, &members))
}

private func readSharedMemory(
  _ value: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form {
  guard case .text(let name) = value else {
    throw .expected("a name such as \"/psm_1\"", for: "shm", got: value, at: pointer + "/shm")
  }
  return .sharedMemory(name.string, try RawLayout(&members))
}

private func readDescriptor(
  _ value: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form {
  guard case .numbers(let numbers) = value, numbers.count == 2,
    let process = Int32(exactly: numbers[0]), process > 0,
    let number = Int32(exactly: numbers[1]), number >= 0
  else {
    throw .expected(
      "the numbers of a process and of its descriptor, [pid, fd]", for: "procfd", got: value,
      at: pointer + "/procfd")
  }
  return .descriptor(process: process, number: number, try RawLayout(&members))
}

private func readProfile(
  _ value: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form {
  .profile(try ProfileReference(value, at: pointer + "/profile"))
}

private func readParts(
  _ value: JSONValue, _ members: inout Parameters, _ pointer: String
) throws(DriftlineError) -> DataReference.Form {
  let parts = try readList(value, for: "parts", at: pointer + "/parts")
  guard !parts.isEmpty else {
    throw DriftlineError(
      .invalidParams, "\"parts\" is empty; at least one is needed", at: pointer + "/parts")
  }
  return .parts(parts)
}

private func readList(
  _ value: JSONValue, for name: String, at pointer: String
) throws(DriftlineError) -> [DataReference] {
  if case .numbers(let numbers) = value, numbers.count == 0 { return [] }
  guard case .array(let items) = value else {
    throw .expected("a list of data", for: name, got: value, at: pointer)
  }
  var read: [DataReference] = []
  for (index, item) in items.enumerated() {
    read.append(try DataReference(item, for: "\(name)[\(index)]", at: pointer + "/\(index)"))
  }
  return read
}
