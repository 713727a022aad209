package import Driftline
import DriftlineInput
private import Foundation

/// A profile as a request carries it: `{"format":"driftline.profile/1","b64":".."}`.
struct ProfileReference: Sendable {
  /// The only format there is.
  static let format = "driftline.profile/1"

  private let text: JSONText
  private let pointer: String

  /// Reads what a request says of a profile; what it repeats of the bytes is passed over.
  init(_ value: JSONValue, at pointer: String) throws(DriftlineError) {
    var members = try Parameters(value, of: "a profile", at: pointer)
    let format = try members.requiredText("format", "\"\(ProfileReference.format)\"")
    guard format == ProfileReference.format else {
      throw DriftlineError(
        .unsupportedFormat,
        "the profile's format is \"\(brief(format))\"; \"\(ProfileReference.format)\" is read",
        at: pointer + "/format")
    }
    let bytes = try members.required("b64", "the profile's bytes in base64")
    guard case .text(let text) = bytes else {
      throw .expected("a text in base64", for: "b64", got: bytes, at: pointer + "/b64")
    }
    for name in ["n", "missing", "baseline_digest"] { _ = members.value(name) }
    try members.finish()
    self.text = text
    self.pointer = pointer
  }

  /// The profile itself.
  ///
  /// - Throws: ``DriftlineError`` of kind `data_format` where the bytes are damaged.
  func profile() throws(DriftlineError) -> Profile {
    do { return try Profile(bytes: try decodedBase64(text).array) } catch {
      throw error.placed(at: pointer + "/b64")
    }
  }
}

extension Profile {
  /// Reads a file that holds a profile.
  static func read(_ path: String, _ access: FileAccess) throws(DriftlineError) -> Profile {
    let bytes = try access.read(whole: path)
    do { return try Profile(bytes: bytes) } catch {
      throw DriftlineError(
        error.kind, "\(path): \(error.message)", at: path, details: error.details)
    }
  }

  /// The profile as requests carry it.
  package var reference: JSON {
    .object([
      .init("format", .string(ProfileReference.format)),
      .init("b64", .string(Data(bytes).base64EncodedString())),
      .init("n", .int(count)), .init("missing", .int(missing)),
      .init("baseline_digest", .string(geometryDigest)),
    ])
  }
}
