/// The limit of a chart that runs.
///
/// - Precondition: ``Chart/resolved()`` has been called, as ``Monitor`` does.
func resolvedLimit(_ limit: Double?) -> Double {
  guard let limit else { preconditionFailure("a chart without a limit: call resolved() first") }
  return limit
}
