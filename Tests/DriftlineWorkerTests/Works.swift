import Driftline
import DriftlineInput
import DriftlineWorker

/// Work that waits at a ``Stage`` until it is told to go on.
struct HeldWork: Operation {
  static let method = "test.held"
  static let summary = "Waits until it is told to go on"

  let stage: Stage
  let tag: Int
  let order: WorkOrder
  let isChanging: Bool

  init(_ parameters: inout Parameters) throws(DriftlineError) {
    guard case .text(let name)? = parameters.value("stage"), let stage = Stage.named(name.string),
      case .number(let tag)? = parameters.value("tag"), let tag = tag.int
    else { throw DriftlineError(.invalidParams, "no stage") }
    self.stage = stage
    self.tag = tag
    isChanging = parameters.value("changing") != nil
    switch parameters.value("order") {
    case .text(let text)? where text.string == "alone": order = .alone
    case .text(let text)?: order = .named(text.string)
    default: order = .free
    }
  }

  func run(in context: OperationContext) throws(DriftlineError) -> JSON {
    if isChanging {
      try context.changing {
        stage.begin(tag)
        stage.pass(tag)
      }
    } else {
      stage.begin(tag)
      stage.pass(tag)
    }
    return .int(tag)
  }
}

/// Work that is our own mistake.
struct BrokenWork: Operation {
  static let method = "test.broken"
  static let summary = "Fails"

  init(_ parameters: inout Parameters) throws(DriftlineError) {}

  func run(in context: OperationContext) throws(DriftlineError) -> JSON {
    throw DriftlineError(.internal, "this cannot be")
  }
}

/// Work that is over soon, and may change something meanwhile.
struct QuickWork: Operation {
  static let method = "test.quick"
  static let summary = "Is over soon"

  let order: WorkOrder
  let isChanging: Bool

  init(_ parameters: inout Parameters) throws(DriftlineError) {
    isChanging = parameters.value("changing") != nil
    if case .text(let text)? = parameters.value("order") {
      order = text.string == "alone" ? .alone : .named(text.string)
    } else {
      order = .free
    }
  }

  func run(in context: OperationContext) throws(DriftlineError) -> JSON {
    if isChanging { try context.changing {} }
    return .bool(true)
  }
}
