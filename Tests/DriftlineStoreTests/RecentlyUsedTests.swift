import Driftline
import DriftlineStore
import Testing

@Suite struct RecentlyUsedTests {
  @Test func whatWasNotAskedForTheLongestGoesFirst() {
    var kept = RecentlyUsed<Int>(capacity: 10)
    for (key, size) in [("a", 4), ("b", 3), ("c", 3)] { kept.insert(size, for: key, size: size) }
    #expect(kept.size == 10 && kept.value("a") == 4)
    kept.insert(2, for: "d", size: 2)
    #expect(kept.value("b") == nil && kept.value("c") == 3 && kept.size == 9)
    kept.insert(8, for: "e", size: 8)
    #expect(kept.count == 1 && kept.value("e") == 8)
    kept.insert(11, for: "f", size: 11)
    #expect(kept.value("f") == nil && kept.value("e") == 8)
    kept.insert(1, for: "e", size: 1)
    #expect(kept.size == 1 && kept.value("e") == 1)
  }

  /// Against a list that is searched from end to end.
  @Test func anyOrderOfCallsGivesWhatAListWould() {
    var random = SeededRandom(seed: 5)
    var kept = RecentlyUsed<Int>(capacity: 100)
    var list: [(key: String, size: Int)] = []
    for _ in 0..<20_000 {
      let key = "\(random.below(30))"
      if random.below(2) == 0 {
        let found = list.firstIndex { $0.key == key }
        #expect(kept.value(key) == found.map { list[$0].size })
        if let found { list.append(list.remove(at: found)) }
      } else {
        let size = random.below(110)
        kept.insert(size, for: key, size: size)
        list.removeAll { $0.key == key }
        if size <= 100 {
          list.append((key, size))
          while list.reduce(0, { $0 + $1.size }) > 100 { list.removeFirst() }
        }
      }
      #expect(kept.count == list.count && kept.size == list.reduce(0) { $0 + $1.size })
    }
  }
}
