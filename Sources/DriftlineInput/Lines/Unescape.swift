private import CSimdjson

/// Writes a text of a line without its escapes, and returns how many bytes there are then.
///
/// `buffer` has room for as many bytes as there are with them.
func unescape(
  _ written: UnsafeBufferPointer<UInt8>, into buffer: UnsafeMutableBufferPointer<UInt8>
) -> Int {
  precondition(buffer.count >= written.count, "\(buffer.count) bytes for \(written.count)")
  guard let source = written.baseAddress, let target = buffer.baseAddress else { return 0 }
  return unsafe driftline_json_unescape(source, written.count, target)
}
