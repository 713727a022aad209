import Driftline
import DriftlineInput
import Foundation
import Testing

/// `.npy` files of two dimensions as matrices.
@Suite struct NPYMatrixTests {
  @Test func readsEveryHalfPrecisionNumber() throws {
    var data: [UInt8] = []
    var expected: [Double] = []
    for bits in UInt16.min...UInt16.max {
      data += [UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8)]
      let fraction = Double(bits & 0x3FF) / 1024
      let exponent = Int(bits >> 10 & 0x1F)
      let magnitude: Double =
        switch exponent {
        case 0: fraction * 0x1p-14
        case 31: fraction == 0 ? .infinity : .nan
        default: (1 + fraction) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
        }
      expected.append(bits >> 15 == 0 ? magnitude : -magnitude)
    }
    for order in ["<", ">"] {
      let bytes =
        order == "<"
        ? data
        : stride(from: 0, to: data.count, by: 2).flatMap {
          [data[$0 + 1], data[$0]]
        }
      let file = npy(
        "{'descr': '\(order)f2', 'fortran_order': False, 'shape': (256, 256), }", bytes)
      let matrix = try readMatrix(file, as: "x.npy")
      #expect(matrix.precision == .single)
      #expect(
        Content.numbers(try values(of: matrix, blocks: 100)) == .numbers(expected))
    }
  }

  /// 10 000 rows of 37: more than a strip, more than the scratch, and nothing that divides it.
  @Test(arguments: [false, true], ["<f2", "<f4", ">f4", "<f8", ">i8", "|u1"])
  func readsAnyRowsOfALargeMatrix(fortran: Bool, descr: String) throws {
    let (rows, width) = (10_000, 37)
    let numbers = (0..<rows * width).map { $0 * 7 % 251 }
    var data: [UInt8] = []
    for index in 0..<rows * width {
      let value = numbers[fortran ? index % rows * width + index / rows : index]
      let raw: UInt64 =
        switch descr.dropFirst() {
        case "f2": value == 0 ? 0 : UInt64((Float(value).bitPattern >> 13) - (112 << 10))
        case "f4": UInt64(Float(value).bitPattern)
        case "f8": Double(value).bitPattern
        default: UInt64(value)
        }
      let bytes = (0..<Int(String(descr.last!))!).map { UInt8(truncatingIfNeeded: raw >> ($0 * 8)) }
      data += descr.hasPrefix(">") ? bytes.reversed() : bytes
    }
    let order = fortran ? "True" : "False"
    let file = npy(
      "{'descr': '\(descr)', 'fortran_order': \(order), 'shape': (\(rows), \(width)), }", data)
    let expected = numbers.map(Double.init)
    try withFile("x.npy", file) { path in
      let matrix = try readMatrix(readDataset(path: path))
      #expect(matrix.count == rows && matrix.dimensions == width)
      for blocks in [999, 4096, rows] {
        #expect(try values(of: matrix, blocks: blocks) == expected)
      }
      let some = try readMatrix(readDataset(path: path, options: options { $0.rows = 17..<9_000 }))
      #expect(
        try values(of: some, blocks: 8_000) == Array(expected[17 * width..<9_000 * width]))
    }
    #expect(try read(stored(file), as: "x.npy.gz") == ["": .numbers(expected)])
  }

  @Test func readsRowsByManyThreadsAtOnce() throws {
    let numbers = (0..<60_000).map(Double.init)
    let file = npy("{'descr': '<f8', 'fortran_order': True, 'shape': (20000, 3), }", bytes(numbers))
    try withFile("x.npy", file) { path in
      let matrix = try readMatrix(readDataset(path: path))
      DispatchQueue.concurrentPerform(iterations: 8) { thread in
        let rows = thread * 2_500..<(thread + 1) * 2_500
        var buffer = [Float](repeating: -1, count: 7_500)
        do {
          try buffer.withUnsafeMutableBufferPointer { try matrix.rows.read(rows, into: $0) }
        } catch {
          Issue.record(error)
        }
        #expect(buffer == rows.flatMap { row in (0..<3).map { Float($0 * 20_000 + row) } })
      }
    }
  }

  @Test func takesOneColumnAsAColumnUnlessAMatrixIsAsked() throws {
    let file = npy(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }", bytes([1, 2] as [Float]))
    guard case .column = try readDataset(bytes: file, name: "x.npy") else {
      Issue.record("no column")
      return
    }
    let matrix = try readMatrix(file, as: "x.npy", options { $0.asMatrix = true })
    #expect(matrix.count == 2 && matrix.dimensions == 1 && matrix.precision == .single)
    let vector = npy("{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }", [0, 9])
    #expect(
      try values(
        of: try readMatrix(vector, as: "x.npy", options { $0.asMatrix = true }), blocks: 2) == [
          0, 1,
        ])
  }

  @Test func readsNoRowsAndRefusesRowsOfNothing() throws {
    let none = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 5), }", [])
    #expect(try readMatrix(none, as: "x.npy").count == 0)
    #expect(try readMatrix(none, as: "x.npy").dimensions == 5)
    // No row of this length would find room.
    let long = npy(
      "{'descr': '|u1', 'fortran_order': False, 'shape': (0, 1000000000000000000), }", [])
    for names in [nil, ["5"]] {
      let empty = try readMatrix(
        long, as: "x.npy",
        options {
          $0.columns = names
          $0.asMatrix = true
        })
      #expect(try values(of: empty, blocks: 1).isEmpty)
      var none: [Float] = []
      try none.withUnsafeMutableBufferPointer { try empty.rows.read(0..<0, into: $0) }
    }
    let nothing = npy("{'descr': '<f4', 'fortran_order': True, 'shape': (5, 0), }", [])
    let error = failure(nothing, as: "x.npy")
    #expect(error?.kind == .shapeMismatch)
    #expect(
      error?.message
        == "x.npy: the rows of an array of shape (5, 0) have no values; at least 1 each "
        + "is needed")
  }

  @Test func refusesAMatrixThatIsCutShort() {
    let file = npy(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", bytes([1, 2, 3] as [Float]))
    #expect(
      failure(file, as: "x.npy")?.message
        == "x.npy: there are 12 bytes of data, and the header promises 24")
  }
}
