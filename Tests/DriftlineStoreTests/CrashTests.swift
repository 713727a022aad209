import Driftline
import DriftlineStore
import Foundation
import StoreSupport
import Testing

@Suite(.serialized) struct CrashTests {
  /// A writer is killed 500 times, and each time the store has to hold exactly what was acknowledged,
  /// or that and the one change that was under way.
  @Test func killedWritersLoseNothingAndLeaveNothingHalf() throws {
    var random = SeededRandom(seed: 20_240_401)
    var (acknowledged, underWay, refused) = (0, 0, 0)
    var folder = try TemporaryFolder()
    var model = StoreModel()
    for run in 0..<500 {
      if run % 25 == 0 {
        folder = try TemporaryFolder()
        model = StoreModel()
      }
      let path = folder.file("store.sqlite")
      let child = try Child.writer(["change", path, "\(run)"], in: folder)
      // Half of them die while they start, half while they work, however fast the machine is.
      if run.isMultiple(of: 2) {
        usleep(UInt32(random.below(30_000)))
      } else {
        child.waits(forBytes: random.below(4000))
        usleep(UInt32(random.below(2000)))
      }
      try #require(child.kill() == -SIGKILL, "run \(run): \(child.lines.suffix(2))")
      var pending: Change?
      for line in child.lines {
        if line == "ok" || line == "no" {
          let change = try #require(pending)
          model.apply(change)
          pending = nil
          acknowledged += line == "ok" ? 1 : 0
          refused += line == "no" ? 1 : 0
        } else {
          let begun: Change = try #require(Change(line.dropFirst("begin ".count)), "\(line)")
          pending = begun
        }
      }
      let store = try BaselineStore(path: path)
      #expect(try store.verify() == [], "run \(run)")
      let found = try StoreModel(reading: store)
      if found != model {
        if let pending { model.apply(pending) }
        underWay += 1
        try #require(
          found == model, "run \(run), the change under way was \(String(describing: pending))")
      }
    }
    // The test has seen what it is about: changes done, changes refused, changes cut off when done.
    #expect(acknowledged > 1000)
    #expect(refused > 10)
    #expect(underWay > 0)
  }

  /// What is left of a killed maker of stores is never taken for a store.
  @Test func aStoreIsCompleteOrNotThere() throws {
    var random = SeededRandom(seed: 7)
    for run in 0..<40 {
      let folder = try TemporaryFolder()
      let path = folder.file("store.sqlite")
      let child = try Child.writer(["change", path, "\(run)"], in: folder)
      var names: [String] = []
      while !names.contains(where: { $0.hasPrefix("store.sqlite") }) {
        names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      }
      usleep(UInt32(random.below(3000)))
      child.kill()
      #expect(try BaselineStore(path: path).verify() == [])
    }
  }
}
