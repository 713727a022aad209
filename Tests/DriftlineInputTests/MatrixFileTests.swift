import Driftline
import DriftlineInput
import Foundation
import Testing

/// Matrices in `.fvecs` and raw files.
@Suite struct MatrixFileTests {
  /// The bytes of a `.fvecs` file whose rows say their length.
  static func fvecs(_ rows: [[Float]], lengths: [Int: Int32] = [:]) -> [UInt8] {
    rows.enumerated().flatMap { index, row in
      let length = lengths[index] ?? Int32(row.count)
      return (0..<4).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + bytes(row)
    }
  }

  static let rows: [[Float]] = (0..<100).map { row in (0..<3).map { Float(row * 3 + $0) / 4 } }
  static let numbers = rows.flatMap { $0.map(Double.init) }

  @Test func readsFVecs() throws {
    let file = MatrixFileTests.fvecs(MatrixFileTests.rows)
    let matrix = try matrix(file, as: "x.fvecs")
    #expect(matrix.count == 100 && matrix.dimensions == 3 && matrix.precision == .single)
    for blocks in [1, 7, 100] {
      #expect(try values(of: matrix, blocks: blocks) == MatrixFileTests.numbers)
    }
  }
}
