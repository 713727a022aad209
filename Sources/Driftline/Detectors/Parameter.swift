/// One parameter of a detector or a chart: its name, what it may be, and how it is read and set.
///
/// The owner lists its parameters once; the command line, the JSON form, the reference page and
/// the refusal of unknown names all follow from the list.
public struct Parameter<Owner: Sendable>: Sendable {
  /// The name in JSON and after `--set detector.`.
  public let name: String
  /// What it is, in a few words.
  public let summary: String
  /// What it may be, in words: "a whole number from 2 to 100000".
  public let domain: String

  /// What an owner has it set to.
  package func value(of owner: Owner) -> JSON { read(owner) }

  package let read: @Sendable (Owner) -> JSON
  package let write: @Sendable (inout Owner, JSON) -> Bool

  /// A whole number.
  package static func integer(
    _ name: String, _ path: any WritableKeyPath<Owner, Int> & Sendable, in range: ClosedRange<Int>,
    _ summary: String
  ) -> Parameter {
    Parameter(
      name: name, summary: summary,
      domain: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      read: { .int($0[keyPath: path]) },
      write: { owner, json in
        guard case .int(let value) = json, range.contains(value) else { return false }
        owner[keyPath: path] = value
        return true
      })
  }

  /// A whole number, or null for none.
  package static func optionalInteger(
    _ name: String, _ path: any WritableKeyPath<Owner, Int?> & Sendable, in range: ClosedRange<Int>,
    _ summary: String
  ) -> Parameter {
    Parameter(
      name: name, summary: summary,
      domain: "null, or a whole number from \(range.lowerBound) to \(range.upperBound)",
      read: { $0[keyPath: path].map(JSON.int) ?? .null },
      write: { owner, json in
        switch json {
        case .null: owner[keyPath: path] = nil
        case .int(let value) where range.contains(value): owner[keyPath: path] = value
        default: return false
        }
        return true
      })
  }

  /// A number.
  package static func number(
    _ name: String, _ path: any WritableKeyPath<Owner, Double> & Sendable,
    in range: ClosedRange<Double>, _ summary: String
  ) -> Parameter {
    let bounds = [range.lowerBound, range.upperBound].map { JSON.number($0).text }
    let domain =
      switch range {
      case .finite: "a finite number"
      case .positive: "a finite number over 0"
      default: "a number from \(bounds[0]) to \(bounds[1])"
      }
    return Parameter(
      name: name, summary: summary, domain: domain,
      read: { .number($0[keyPath: path]) },
      write: { owner, json in
        guard let value = json.asNumber, range.contains(value) else { return false }
        owner[keyPath: path] = value
        return true
      })
  }

  /// A number, or null for none.
  package static func optionalNumber(
    _ name: String, _ path: any WritableKeyPath<Owner, Double?> & Sendable, _ domain: String,
    _ summary: String
  ) -> Parameter {
    Parameter(
      name: name, summary: summary, domain: "null, or \(domain)",
      read: { $0[keyPath: path].map(JSON.number) ?? .null },
      write: { owner, json in
        switch json {
        case .null: owner[keyPath: path] = nil
        default:
          guard let value = json.asNumber else { return false }
          owner[keyPath: path] = value
        }
        return true
      })
  }

  /// A number in a range, or null for none.
  package static func optionalNumber(
    _ name: String, _ path: any WritableKeyPath<Owner, Double?> & Sendable,
    in range: ClosedRange<Double>, _ summary: String
  ) -> Parameter {
    let bounds = [range.lowerBound, range.upperBound].map { JSON.number($0).text }
    return Parameter(
      name: name, summary: summary, domain: "null, or a number from \(bounds[0]) to \(bounds[1])",
      read: { $0[keyPath: path].map(JSON.number) ?? .null },
      write: { owner, json in
        switch json {
        case .null: owner[keyPath: path] = nil
        default:
          guard let value = json.asNumber, range.contains(value) else { return false }
          owner[keyPath: path] = value
        }
        return true
      })
  }

  /// An ascending list of numbers, or null for none.
  package static func optionalEdges(
    _ name: String, _ path: any WritableKeyPath<Owner, [Double]?> & Sendable, _ summary: String
  ) -> Parameter {
    Parameter(
      name: name, summary: summary,
      domain: "null, or 1 to 100000 finite numbers, each larger than the one before",
      read: { $0[keyPath: path].map { JSON($0) } ?? .null },
      write: { owner, json in
        if case .null = json {
          owner[keyPath: path] = nil
          return true
        }
        guard case .array(let items) = json, (1...100_000).contains(items.count) else {
          return false
        }
        let values = items.compactMap(\.asNumber)
        guard values.count == items.count, values.allSatisfy(\.isFinite),
          zip(values, values.dropFirst()).allSatisfy({ $0 < $1 })
        else { return false }
        owner[keyPath: path] = values
        return true
      })
  }

  /// A list of numbers, as many as a range of counts allows.
  package static func numbers(
    _ name: String, _ path: any WritableKeyPath<Owner, [Double]> & Sendable,
    count: ClosedRange<Int>, _ summary: String
  ) -> Parameter {
    Parameter(
      name: name, summary: summary,
      domain: "\(count.lowerBound) to \(count.upperBound) finite numbers",
      read: { JSON($0[keyPath: path]) },
      write: { owner, json in
        guard case .array(let items) = json, count.contains(items.count) else { return false }
        let values = items.compactMap(\.asNumber)
        guard values.count == items.count, values.allSatisfy(\.isFinite) else { return false }
        owner[keyPath: path] = values
        return true
      })
  }

  /// A list of whole numbers in a range, as many as a range of counts allows.
  package static func integers(
    _ name: String, _ path: any WritableKeyPath<Owner, [Int]> & Sendable,
    in range: ClosedRange<Int>,
    count: ClosedRange<Int>, _ summary: String
  ) -> Parameter {
    Parameter(
      name: name, summary: summary,
      domain: "\(count.lowerBound) to \(count.upperBound) whole numbers "
        + "from \(range.lowerBound) to \(range.upperBound)",
      read: { JSON($0[keyPath: path]) },
      write: { owner, json in
        guard case .array(let items) = json, count.contains(items.count) else { return false }
        var values: [Int] = []
        for case .int(let value) in items where range.contains(value) { values.append(value) }
        guard values.count == items.count else { return false }
        owner[keyPath: path] = values
        return true
      })
  }

  /// Some of a list of names, each a bit of a set.
  package static func names<Names: OptionSet & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Owner, Names> & Sendable, _ names: [String],
    _ summary: String
  ) -> Parameter where Names.RawValue == UInt32 {
    Parameter(
      name: name, summary: summary,
      domain: "a list of one or more of \(names.joined(separator: ", "))",
      read: { owner in
        let bits = owner[keyPath: path].rawValue
        return .array(
          names.indices.filter { bits & (1 << UInt32($0)) != 0 }.map { .string(names[$0]) })
      },
      write: { owner, json in
        guard case .array(let items) = json, !items.isEmpty else { return false }
        var bits: UInt32 = 0
        for item in items {
          guard case .string(let word) = item, let index = names.firstIndex(of: word) else {
            return false
          }
          bits |= 1 << UInt32(index)
        }
        owner[keyPath: path] = Names(rawValue: bits)
        return true
      })
  }

  /// A list of finite numbers that the owner takes apart, and refuses where it cannot.
  package static func list(
    _ name: String, _ domain: String, _ summary: String,
    read: @escaping @Sendable (Owner) -> [Double],
    write: @escaping @Sendable (inout Owner, [Double]) -> Bool
  ) -> Parameter {
    Parameter(
      name: name, summary: summary, domain: domain, read: { JSON(read($0)) },
      write: { owner, json in
        guard case .array(let items) = json else { return false }
        let values = items.compactMap(\.asNumber)
        guard values.count == items.count, values.allSatisfy(\.isFinite) else { return false }
        return write(&owner, values)
      })
  }

  /// Yes or no.
  package static func flag(
    _ name: String, _ path: any WritableKeyPath<Owner, Bool> & Sendable, _ summary: String
  ) -> Parameter {
    Parameter(
      name: name, summary: summary, domain: "true or false",
      read: { .bool($0[keyPath: path]) },
      write: { owner, json in
        guard case .bool(let value) = json else { return false }
        owner[keyPath: path] = value
        return true
      })
  }

  /// One of several words.
  package static func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Owner, Choice> & Sendable, _ summary: String
  ) -> Parameter where Choice.RawValue == String {
    Parameter(
      name: name, summary: summary,
      domain: Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "),
      read: { .string($0[keyPath: path].rawValue) },
      write: { owner, json in
        guard case .string(let word) = json, let value = Choice(rawValue: word) else {
          return false
        }
        owner[keyPath: path] = value
        return true
      })
  }
}

extension JSON {
  /// The number a whole or broken number stands for.
  package var asNumber: Double? {
    switch self {
    case .int(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}

extension ClosedRange<Double> {
  /// Every number but the infinities.
  package static var finite: Self {
    -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  }

  /// Every finite number over 0.
  package static var positive: Self {
    Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude
  }
}
