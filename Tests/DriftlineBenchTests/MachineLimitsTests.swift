import Testing

@testable import DriftlineBench

@Suite struct MachineLimitsTests {
  let limits = MachineLimits(
    threads: 2, readRate: 10e9, readRateOfAll: 20e9, productRate: 100e9, productRateOfAll: 200e9)

  @Test func theLimitIsReadingOrProductsWhicheverTakesLonger() throws {
    // 2 GB take 0.1 s to read, and 40e9 operations 0.2 s.
    #expect(try #require(limits.share(seconds: 0.2, bytes: 2e9, operations: 0)) == 0.5)
    #expect(try #require(limits.share(seconds: 0.4, bytes: 2e9, operations: 40e9)) == 0.5)
    #expect(try #require(limits.share(seconds: 0.2, bytes: 2e9, operations: 4e9)) == 0.5)
  }

  @Test func fewBytesHaveNoLimitButProductsOfThemDo() throws {
    #expect(limits.share(seconds: 1e-5, bytes: 1e6, operations: 0) == nil)
    #expect(try #require(limits.share(seconds: 1, bytes: 1e6, operations: 100e9)) == 0.5)
  }

  @Test func limitsThatWereNotMeasuredGiveNoShare() {
    let unknown = MachineLimits(
      threads: 1, readRate: 0, readRateOfAll: 0, productRate: 0, productRateOfAll: 0)
    #expect(unknown.share(seconds: 1, bytes: 1e9, operations: 0) == nil)
  }

  @Test func thisMachineReadsAndMultiplies() {
    let measured = MachineLimits.measure(threads: 2, bytes: 1 << 20, budget: 0)
    #expect(measured.readRate > 0 && measured.readRateOfAll >= measured.readRate)
    #expect(measured.productRate > 0 && measured.productRateOfAll >= measured.productRate)
    let facts = MachineFacts.now(measured)
    #expect(facts.readRate == measured.readRate && facts.productRate == measured.productRate)
    #expect(!facts.processor.isEmpty && facts.processors > 0 && facts.memory > 0)
  }
}
