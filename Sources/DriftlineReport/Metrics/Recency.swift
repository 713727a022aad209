/// Which of some keys has been used last, and which not for longest.
struct Recency<Key: Hashable & Sendable>: Sendable {
  private var uses: [Key: Int] = [:]
  private var clock = 0

  /// Takes note of a use.
  ///
  /// - Parameters:
  ///   - key: what was used.
  ///   - count: the most keys that are known afterwards.
  /// - Returns: the key that gave way, where there was one too many.
  /// - Complexity: O(1), and O(count) where a key gives way.
  mutating func touch(_ key: Key, keeping count: Int) -> Key? {
    clock += 1
    uses[key] = clock
    guard uses.count > count, let oldest = uses.min(by: { $0.value < $1.value })?.key else {
      return nil
    }
    uses[oldest] = nil
    return oldest
  }

  /// Forgets a key.
  mutating func forget(_ key: Key) { uses[key] = nil }
}
