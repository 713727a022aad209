import Driftline

/// Counts how often texts occur, by their bytes: memory grows with the distinct ones only.
///
/// A hash table with open addressing over one array of bytes. The hash is Swift's own, which is
/// seeded anew in every process, so that nobody can prepare texts that collide; the counts do not
/// depend on it.
struct CategoryCounter {
  private var text: [UInt8] = []
  private var entries: [Entry] = []
  /// An index into `entries`, or -1; as many slots as a power of two.
  private var slots: [Int32] = []

  private struct Entry {
    let hash: Int
    let begin: Int
    let end: Int
    var count: Int
  }

  /// Whether nothing has been counted.
  var isEmpty: Bool { entries.isEmpty }

  /// Counts a text once more; `true` where it is new, and so worth a look whether it is valid.
  mutating func add(_ bytes: ByteView, _ range: Range<Int>, count: Int = 1) -> Bool {
    if entries.count * 2 >= slots.count { grow() }
    let hash = hashValue(bytes, range)
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if entries[index].hash == hash, matches(entries[index], bytes, range) {
        entries[index].count += count
        return false
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(entries.count)
    let begin = text.count
    unsafe text.append(contentsOf: bytes.pointer(range))
    entries.append(Entry(hash: hash, begin: begin, end: text.count, count: count))
    return true
  }

  /// The counts as a column of `rows` values; those that were not counted are missing.
  func column(rows: Int) throws(DriftlineError) -> CategoricalColumn {
    var counts: [String: Int] = [:]
    counts.reserveCapacity(entries.count)
    var counted = 0
    for entry in entries {
      counts[String(decoding: text[entry.begin..<entry.end], as: UTF8.self), default: 0] +=
        entry.count
      counted += entry.count
    }
    return try CategoricalColumn(counts: counts, missing: rows - counted)
  }

  private func matches(_ entry: Entry, _ bytes: ByteView, _ range: Range<Int>) -> Bool {
    bytes.equals(text[entry.begin..<entry.end], in: range)
  }

  private func hashValue(_ bytes: ByteView, _ range: Range<Int>) -> Int {
    var hasher = Hasher()
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes.pointer(range)))
    return hasher.finalize()
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: max(16, slots.count * 2))
    for (index, entry) in entries.enumerated() {
      var slot = entry.hash & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }
}
