public import Driftline
private import Foundation

extension BenchResults {
  /// The form that this version writes and reads.
  private static let format = 1

  /// The results as JSON.
  ///
  /// Keys are sorted, lines indented, and numbers that are not finite are the strings `nan`, `inf` and
  /// `-inf`. The same results give the same bytes.
  ///
  /// - Throws: `internal` where they cannot be written.
  /// - Complexity: O(size of the results).
  public func encoded() throws(DriftlineError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    } catch {
      throw DriftlineError(.internal, "the results cannot be written as JSON: \(error)")
    }
  }

  /// Reads results that ``encoded()`` has written.
  ///
  /// - Throws: `data_format` where the bytes are no JSON, a member is missing or has another type, the
  ///   form is another one, or a count is not between 0 and its repeats; the error says which member.
  /// - Complexity: O(size of the text).
  public init(decoding bytes: some Sequence<UInt8>) throws(DriftlineError) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      self = try decoder.decode(BenchResults.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw Self.refused(error)
    } catch {
      throw DriftlineError(.dataFormat, "the results of the benchmark cannot be read: \(error)")
    }
    guard format == Self.format else {
      throw DriftlineError(
        .dataFormat, "format is \(format), expected \(Self.format), which this version reads",
        at: "format")
    }
    try expectCounts()
  }

  /// Counts that are none would make intervals of nothing.
  private func expectCounts() throws(DriftlineError) {
    for (index, cell) in accuracy.enumerated() {
      for (name, rate) in [
        ("falseAlarms", cell.falseAlarms),
        ("falseAlarmsAtFivePercent", cell.falseAlarmsAtFivePercent),
        ("detections", cell.detections),
      ] {
        if let rate { try Self.expect(rate, at: "accuracy[\(index)].\(name)") }
      }
    }
    for (index, cell) in streams.enumerated() {
      for (name, rate) in [
        ("falseAlarms", cell.falseAlarms), ("early", cell.early), ("missed", cell.missed),
      ] {
        try Self.expect(rate, at: "streams[\(index)].\(name)")
      }
    }
  }

  private static func expect(_ rate: Rate, at place: String) throws(DriftlineError) {
    guard rate.repeats >= 0, 0...rate.repeats ~= rate.count else {
      throw DriftlineError(
        .dataFormat,
        "\(place) counts \(rate.count) of \(rate.repeats), expected a count from 0 to the repeats",
        at: place)
    }
  }

  private static func refused(_ error: DecodingError) -> DriftlineError {
    func failure(_ what: String, _ context: DecodingError.Context) -> DriftlineError {
      let place = path(context.codingPath)
      return DriftlineError(
        .dataFormat,
        place.isEmpty
          ? "\(what); expected the JSON that `driftline bench` writes"
          : "\(place): \(what)", at: place.isEmpty ? nil : place)
    }
    switch error {
    case .keyNotFound(let key, let context):
      return failure("the member \(key.stringValue) is missing", context)
    case .typeMismatch(let type, let context):
      return failure("expected \(type)", context)
    case .valueNotFound(let type, let context):
      return failure("null, expected \(type)", context)
    case .dataCorrupted(let context):
      return failure(context.debugDescription, context)
    @unknown default:
      return DriftlineError(.dataFormat, "the results of the benchmark cannot be read: \(error)")
    }
  }

  /// A path such as `accuracy[3].power.low`.
  private static func path(_ keys: [any CodingKey]) -> String {
    var text = ""
    for key in keys {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return text
  }
}
