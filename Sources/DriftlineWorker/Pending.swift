package import Driftline
import DriftlineInput
import DriftlineStore
// temporary
package enum FileAccess: Sendable { case everything, everythingWithoutPipes; package static func below(_ a: [String]) throws(DriftlineError) -> FileAccess { .everything } }
func readDataset(path: String, options: InputOptions, access: FileAccess) throws(DriftlineError) -> Dataset { try readDataset(path: path, options: options) }
func readDataset(sharedMemory: String, options: InputOptions, access: FileAccess) throws(DriftlineError) -> Dataset { fatalError() }
func readDataset(process: Int32, descriptor: Int32, options: InputOptions, access: FileAccess) throws(DriftlineError) -> Dataset { fatalError() }
package enum WholeFile { package static func read(_ p: String, access: FileAccess) throws(DriftlineError) -> [UInt8] { [] }
 package static func write(_ b: [UInt8], to: String, sparing: [String], access: FileAccess) throws(DriftlineError) {} }
package final class BaselineCache: Sendable { let s: BaselineStore; init(_ s: BaselineStore) { self.s = s }
 func get(_ name: String, version: Int? = nil) throws(DriftlineError) -> StoredBaseline { try s.get(name, version: version) }
 func get(_ name: String, geometryDigest: String) throws(DriftlineError) -> StoredBaseline { try s.get(name, geometryDigest: geometryDigest) } }
extension BaselineStore { func entry(_ n: String, version: Int?) throws(DriftlineError) -> BaselineEntry { try get(n, version: version).entry }
 func probe() throws(DriftlineError) -> String { "ok" } }
func processDescriptor(_ p: Int32) -> Int32 { -1 }
