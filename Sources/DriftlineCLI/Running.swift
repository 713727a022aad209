import ArgumentParser
import Driftline
import DriftlineInput
import DriftlineWorker

extension Operation {
  /// Does the operation as a command: with all files that the caller may read, and progress for who
  /// waits.
  ///
  /// - Parameters:
  ///   - place: where baselines are kept, for operations that need any.
  ///   - threads: the most threads to use.
  /// - Returns: what came of it.
  /// - Throws: ``DriftlineError``, as the operation does.
  func result(
    in place: StorePlace = StorePlace(nil), threads: Int = CompareOptions().threads
  ) throws(DriftlineError) -> Output {
    let progress = Progress()
    defer { progress.finish() }
    return try run(
      in: OperationContext(
        place: place, access: .everything, threads: threads, enter: { progress.enter($0) }))
  }
}

extension Time {
  /// The time that an argument names.
  static func argument(_ text: String) throws -> Time {
    do { return try read(text) } catch { throw ValidationError(error.message) }
  }
}

extension Period {
  /// The length of time that an argument names.
  static func argument(_ text: String) throws -> Period {
    do { return try read(text) } catch { throw ValidationError(error.message) }
  }
}
