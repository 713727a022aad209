import FuzzSupport

/// What libFuzzer calls with bytes of its own making.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  attemptRequests(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
