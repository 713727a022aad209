import FuzzSupport

/// What libFuzzer calls with bytes of its own making.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  attempt(start, count, as: "x.fvecs")
  return 0
}
