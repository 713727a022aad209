import DriftlineBench
import Testing

@Suite struct RateTests {
  @Test func intervalsAreWilsons() {
    // Newcombe 1998 (Statistics in Medicine 17, 857), table I: 81 of 263, 15 of 148, 0 of 20.
    for (count, repeats, low, high) in [
      (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
    ] {
      let interval = Rate(count, of: repeats).interval
      #expect(abs(interval.lowerBound - low) < 5e-5)
      #expect(abs(interval.upperBound - high) < 5e-5)
    }
  }

  @Test func nothingIsKnownOfNoRepeats() {
    #expect(Rate(0, of: 0).interval == 0...1)
    #expect(Rate(0, of: 0).share.isNaN)
  }
}
