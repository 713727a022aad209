package import Driftline
private import DriftlineInput

/// `profile.merge`: makes one profile of several of the same baseline.
package struct MergeProfiles: Operation {
  package static let method = "profile.merge"
  package static let summary = "Makes one profile of several of the same baseline"

  /// The profiles, at least one.
  package var profiles: [DataReference]

  /// Merges profiles.
  package init(_ profiles: [DataReference]) { self.profiles = profiles }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    profiles = try parameters.profiles("profiles")
  }

  package func run(in context: OperationContext) throws(DriftlineError) -> ProfileResult {
    context.enter("merging")
    var sum: Profile?
    for reference in profiles {
      guard case .profile(let next) = try reference.batch(for: nil, context.access) else {
        throw DriftlineError(
          .invalidParams, "\(reference.title): these are data, and a profile is needed",
          at: reference.pointer)
      }
      do { try sum?.merge(next) } catch {
        throw DriftlineError(
          error.kind, "\(reference.title): \(error.message)", at: reference.pointer,
          details: error.details)
      }
      sum = sum ?? next
    }
    guard let sum else { preconditionFailure("no profile to merge") }
    return ProfileResult(profile: sum)
  }
}

extension Parameters {
  /// A list of profiles: each as `profile.build` gives it, or as data that are one.
  fileprivate mutating func profiles(_ name: String) throws(DriftlineError) -> [DataReference] {
    let value = try required(name, "a list of profiles")
    guard case .array(let items) = value, !items.isEmpty else {
      throw .expected("a list of one profile or more", for: name, got: value, at: place(name))
    }
    var profiles: [DataReference] = []
    for (index, item) in items.enumerated() {
      let pointer = place(name) + "/\(index)"
      if case .object(let members) = item,
        members.contains(where: { $0.key == "format" && $0.value.isText }),
        !members.contains(where: { $0.key == "path" })
      {
        profiles.append(
          DataReference(.profile(try ProfileReference(item, at: pointer)), at: pointer))
      } else {
        profiles.append(try DataReference(item, for: "\(name)[\(index)]", at: pointer))
      }
    }
    return profiles
  }
}

extension JSONValue {
  fileprivate var isText: Bool {
    if case .text = self { true } else { false }
  }
}
