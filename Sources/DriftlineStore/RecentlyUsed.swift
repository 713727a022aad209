/// Values by their keys, of a bounded size together: those that were not asked for the longest go first.
///
/// - Complexity: O(1) for each call, and for each value that goes.
package struct RecentlyUsed<Value> {
  /// The most that all values together may have.
  package let capacity: Int
  /// What they have.
  package private(set) var size = 0

  private struct Item {
    let value: Value
    let size: Int
    /// The key that was used next after this one.
    var newer: String?
    /// The key that was used last before this one.
    var older: String?
  }

  private var items: [String: Item] = [:]
  private var newest: String?
  private var oldest: String?

  /// Nothing yet.
  package init(capacity: Int) { self.capacity = capacity }

  /// The number of values.
  package var count: Int { items.count }

  /// The value of a key, which is the one that was used last from now on.
  package mutating func value(_ key: String) -> Value? {
    guard let item = items[key] else { return nil }
    if newest != key {
      unlink(item)
      link(key, item.value, item.size)
    }
    return item.value
  }

  /// Keeps a value, and lets others go until there is room; a value over the capacity is not kept.
  package mutating func insert(_ value: Value, for key: String, size: Int) {
    precondition(size >= 0, "a value of size \(size)")
    if let old = items[key] { remove(key, old) }
    guard size <= capacity else { return }
    while self.size > capacity - size, let oldest, let item = items[oldest] {
      remove(oldest, item)
    }
    link(key, value, size)
    self.size += size
  }

  private mutating func remove(_ key: String, _ item: Item) {
    unlink(item)
    items[key] = nil
    size -= item.size
  }

  /// Puts a value before the newest one.
  private mutating func link(_ key: String, _ value: Value, _ size: Int) {
    items[key] = Item(value: value, size: size, newer: nil, older: newest)
    if let newest { items[newest]?.newer = key } else { oldest = key }
    newest = key
  }

  /// Joins the neighbours of a value.
  private mutating func unlink(_ item: Item) {
    if let newer = item.newer { items[newer]?.older = item.older } else { newest = item.older }
    if let older = item.older { items[older]?.newer = item.newer } else { oldest = item.newer }
  }
}
