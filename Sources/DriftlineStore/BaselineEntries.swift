public import Driftline
import GRDB

extension BaselineStore {
  /// What is known of a version without reading it: of the newest where `version` is `nil`.
  ///
  /// - Throws: `baseline_not_found`, and the errors of the store.
  /// - Complexity: two indexed reads of a row, whatever the size of the baseline.
  public func entry(
    _ name: String, version: Int? = nil
  ) throws(DriftlineError) -> BaselineEntry {
    try read { db in try BaselineRows(db).entry(version, of: name) }
  }

  /// What is known of the newest version that has a geometry, without reading it.
  ///
  /// - Throws: `baseline_not_found`, and the errors of the store.
  /// - Complexity: reads the facts of the versions from the newest on until one has the geometry.
  public func entry(
    _ name: String, geometryDigest: String
  ) throws(DriftlineError) -> BaselineEntry {
    try read { db in try BaselineRows(db).entry(ofGeometry: geometryDigest, of: name) }
  }

  /// The bytes of a version; `nil` where it has gone since its entry was read.
  func bytes(of entry: BaselineEntry) throws(DriftlineError) -> [UInt8]? {
    try read { db in try BaselineRows(db).bytes(of: entry) }
  }
}
