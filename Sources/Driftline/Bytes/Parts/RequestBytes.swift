private import Foundation

/// The name, then the parameters.
extension DetectorRequest: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.string(name)
    out.members(parameters)
  }

  /// Reads a request, and refuses detectors that there are not.
  ///
  /// - Throws: ``DriftlineError``: `data_format`, and `unsupported_format` where the detector or a
  ///   parameter is not known, as those of a newer version are.
  package init(from input: inout ByteReader) throws(DriftlineError) {
    self.init(try input.string("a detector's name", maximum: 256), [])
    parameters = try input.members("parameters")
    do throws(DriftlineError) {
      try validate()
    } catch {
      throw DriftlineError(
        .unsupportedFormat,
        "the \(input.subject) asks for a detector that is not known here: \(error.message)",
        at: error.location, details: error.details)
    }
  }
}

/// Everything but the number of threads, which decides nothing.
extension CompareOptions: StoredPart {
  package func write(to out: inout ByteWriter) {
    out.double(alpha)
    out.string(rule.rawValue)
    out.u64(seed)
    out.string(sensitivity.rawValue)
    out.double(driftShare)
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    self.init()
    alpha = try input.double("alpha")
    rule = try input.word("the rule")
    seed = try input.u64("the seed")
    sensitivity = try input.word("the sensitivity")
    driftShare = try input.double("the drift share")
    do throws(DriftlineError) {
      try validate()
    } catch {
      throw input.damage("an option", is: "out of range", expected: "that \(error.message)")
    }
  }
}

extension ByteReader {
  /// One of several words.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ field: String
  ) throws(DriftlineError) -> Word where Word.RawValue == String {
    let place = offset
    let text = try string(field, maximum: 256)
    guard let word = Word(rawValue: text) else {
      throw damage(
        field, is: "\"\(text)\"",
        expected: Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "), at: place)
    }
    return word
  }
}
