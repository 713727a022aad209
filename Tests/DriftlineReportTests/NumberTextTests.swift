import DriftlineReport
import Foundation
import Testing

@Suite struct NumberTextTests {
  @Test(
    arguments: [
      (0.0, "0"), (-0.0, "0"), (1, "1"), (0.25, "0.25"), (0.24811, "0.2481"), (0.1 + 0.2, "0.3"),
      (33.90324, "33.9"), (-4.14421, "-4.144"), (12_345.6, "12350"), (9_999.96, "10000"),
      (1_234_567, "1235000"), (12_345_678, "1.235e7"), (0.000_123_46, "0.0001235"),
      (2.5e-10, "2.5e-10"), (-1e-5, "-1e-5"), (1e300, "1e300"),
      (.leastNonzeroMagnitude, "4.941e-324"),
      (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"),
    ] as [(Double, String)])
  func hasFourDigits(value: Double, text: String) {
    #expect(numberText(value) == text)
  }

  @Test(
    arguments: [
      (1, 0, "1"), (6.1, -1, "0.61"), (1.23, -2, "0.0123"), (1, -3, "0.001"),
      (1.01, -3, "0.00101"), (4.6, -9, "4.6e-9"), (1, -1234, "1e-1234"), (4.4, -1234, "4e-1234"),
      (9.7, -1234, "1e-1233"), (2, -500_000, "2e-500000"),
    ] as [(Double, Double, String)])
  func tellsProbabilitiesByTheirLogarithm(digits: Double, exponent: Double, text: String) {
    #expect(probabilityText(logPValue: log(digits) + exponent * log(10)) == text)
  }

  @Test(
    arguments: [(1e-17, "1"), (0.1, "1"), (-.infinity, "0"), (.nan, "nan")] as [(Double, String)])
  func takesProbabilitiesThatAreNone(logP: Double, text: String) {
    #expect(probabilityText(logPValue: logP) == text)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (4_000_000_000, "4,000,000,000"),
    (-12_345, "-12,345"),
  ])
  func setsThousandsApart(count: Int, text: String) {
    #expect(countText(count) == text)
  }
}
