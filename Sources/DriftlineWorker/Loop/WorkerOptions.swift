/// How a worker is run.
package struct WorkerOptions: Sendable {
  /// The most threads of one request.
  package var threads: Int
  /// One line out for each line in, in order, and nothing else.
  package var isStrict = false
  /// The longest line that is read, in bytes.
  package var maximumLine = 64 << 20
  /// The longest reply that is written, in bytes.
  package var maximumReply = 64 << 20
  /// How many requests are accepted before the first of them is answered.
  package var maximumRequests = 64
  /// How many bytes their lines may have together.
  package var maximumBytes = 256 << 20

  /// The defaults.
  package init(threads: Int) { self.threads = threads }
}
