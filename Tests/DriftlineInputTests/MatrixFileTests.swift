import Driftline
import DriftlineInput
import Foundation
import Testing

/// Matrices in `.fvecs` and raw files.
@Suite struct MatrixFileTests {
  /// The bytes of a `.fvecs` file, whose rows say how long they are, or a lie.
  static func fvecs(_ rows: [[Float]], lies: [Int: Int32] = [:]) -> [UInt8] {
    rows.enumerated().flatMap { index, row in
      let length = lies[index] ?? Int32(row.count)
      return (0..<4).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + bytes(row)
    }
  }

  static let rows: [[Float]] = (0..<100).map { row in (0..<3).map { Float(row * 3 + $0) / 4 } }
  static let numbers = rows.flatMap { $0.map(Double.init) }

  // MARK: - .fvecs

  @Test func readsFVecsInBlocksOfAnySize() throws {
    let matrix = try readMatrix(MatrixFileTests.fvecs(MatrixFileTests.rows), as: "x.fvecs")
    #expect(matrix.count == 100 && matrix.dimensions == 3 && matrix.precision == .single)
    for blocks in [1, 7, 100] {
      #expect(try values(of: matrix, blocks: blocks) == MatrixFileTests.numbers)
    }
  }

  @Test func readsFVecsThatAreGzippedOrFiles() throws {
    let file = MatrixFileTests.fvecs(MatrixFileTests.rows)
    #expect(try read(stored(file), as: "x.fvecs.gz") == ["": .numbers(MatrixFileTests.numbers)])
    #expect(
      try read(file, as: "-", options { $0.format = .fvecs })
        == ["": .numbers(MatrixFileTests.numbers)])
    try withFile("x.fvecs", file) { path in
      let matrix = try readMatrix(readDataset(path: path, options: options { $0.rows = 90..<95 }))
      #expect(try values(of: matrix, blocks: 2) == Array(MatrixFileTests.numbers[270..<285]))
    }
  }

  @Test func readsFVecsWhoseRowsAreLongerThanTheScratch() throws {
    let rows = (0..<3).map { row in (0..<70_000).map { Float($0 % 1000 + row) } }
    let matrix = try readMatrix(MatrixFileTests.fvecs(rows), as: "x.fvecs")
    #expect(try values(of: matrix, blocks: 2) == rows.flatMap { $0.map(Double.init) })
    let damaged = try readMatrix(MatrixFileTests.fvecs(rows, lies: [2: 70_001]), as: "x.fvecs")
    let error = #expect(throws: DriftlineError.self) { try values(of: damaged, blocks: 1) }
    #expect(error?.message.contains("row 2 says that it has 70001 values") == true)
  }

  @Test func namesTheRowOfAnotherLength() throws {
    let file = MatrixFileTests.fvecs(MatrixFileTests.rows, lies: [42: 4])
    for (rows, place) in [(nil, 42), (40..<50, 42)] as [(Range<Int>?, Int)] {
      let matrix = try readMatrix(file, as: "x.fvecs", options { $0.rows = rows })
      let error = #expect(throws: DriftlineError.self) { try values(of: matrix, blocks: 5) }
      #expect(error?.kind == .dataFormat)
      #expect(error?.message == "x.fvecs: row 42 says that it has 4 values, and row 0 has 3")
      for detail in [
        JSON.Member("row", .int(place)), .init("expected", .int(3)), .init("got", .int(4)),
      ] {
        #expect(error?.details.contains(detail) == true)
      }
    }
    let before = try readMatrix(file, as: "x.fvecs", options { $0.rows = 0..<42 })
    #expect(try values(of: before, blocks: 42).count == 126)
  }

  @Test func refusesFVecsThatEndEarly() {
    let file = MatrixFileTests.fvecs(MatrixFileTests.rows)
    for length in [0, 3, 4, 15, 17, file.count - 1] {
      let error = failure(Array(file[..<length]), as: "x.fvecs")
      #expect(error?.kind == .dataFormat)
    }
    let error = failure(Array(file[..<33]), as: "x.fvecs")
    #expect(
      error?.message
        == "x.fvecs: there are 33 bytes, which are 2 rows of 3 values and 1 bytes more; "
        + "the file is truncated, or row 0 is damaged")
  }

  @Test(arguments: [0, -1, Int32.min]) func refusesFVecsWithoutValues(_ length: Int32) {
    let error = failure(MatrixFileTests.fvecs([[]], lies: [0: length]), as: "x.fvecs")
    #expect(
      error?.message == "x.fvecs: row 0 says that it has \(length) values; at least 1 is needed")
  }

  @Test func refusesColumnsAndRowsThatFVecsDoNotHave() {
    let file = MatrixFileTests.fvecs(MatrixFileTests.rows)
    #expect(failure(file, as: "x.fvecs", options { $0.columns = ["0"] })?.location == "columns")
    #expect(failure(file, as: "x.fvecs", options { $0.rows = 99..<101 })?.location == "rows")
  }

  // MARK: - Raw

  private func raw(
    _ type: InputOptions.ElementType?, _ shape: [Int]?, offset: Int = 0,
    _ change: (inout InputOptions) -> Void = { _ in }
  ) -> InputOptions {
    options {
      $0.elementType = type
      $0.shape = shape
      $0.offset = offset
      change(&$0)
    }
  }

  @Test(arguments: [[100, 3], [-1, 3]]) func readsRawNumbersAsAMatrix(_ shape: [Int]) throws {
    let numbers = MatrixFileTests.numbers
    let singles = bytes(numbers.map { Float($0) })
    let doubles = bytes(numbers)
    for (type, file) in [(.f4, singles), (.f8, doubles)] as [(InputOptions.ElementType, [UInt8])] {
      let matrix = try readMatrix(file, as: "x.raw", raw(type, shape))
      #expect(matrix.count == 100 && matrix.dimensions == 3)
      #expect(matrix.precision == (type == .f4 ? .single : .double))
      #expect(try values(of: matrix, blocks: 33) == numbers)
      let shifted = try readMatrix([9] + file, as: "x.raw", raw(type, shape, offset: 1))
      #expect(try values(of: shifted, blocks: 33) == numbers)
      #expect(
        try read(stored(file), as: "x.raw.gz", raw(type, shape)) == ["": .numbers(numbers)])
      try withFile("x.bin", file) { path in
        let options = raw(type, shape) {
          $0.format = .raw
          $0.rows = 98..<100
        }
        let matrix = try readMatrix(readDataset(path: path, options: options))
        #expect(try values(of: matrix, blocks: 1) == Array(numbers[294...]))
      }
    }
  }

  @Test func readsRawNumbersOfEveryType() throws {
    let two: [UInt8] = [0, 0x3C, 0, 0xC0]
    #expect(try read(two, as: "x.raw", raw(.f2, [2])) == ["": .numbers([1, -2])])
    let four: [UInt8] = [0xFE, 0xFF, 0xFF, 0xFF, 7, 0, 0, 0]
    #expect(try read(four, as: "x.raw", raw(.i4, [-1])) == ["": .numbers([-2, 7])])
    #expect(try read(four, as: "x.raw", raw(.i8, [1])) == ["": .numbers([34359738366])])
    #expect(
      try readMatrix(four, as: "x.raw", raw(.i4, [2, 1]) { $0.asMatrix = true }).precision
        == .double)
  }

  @Test func takesNoRawNumbersForGzip() throws {
    let file: [UInt8] = [0x1F, 0x8B, 8, 0]
    #expect(try read(file, as: "x.raw", raw(.i4, [1])) == ["": .numbers([0x8_8B1F])])
  }

  @Test func readsColumnsOfRawNumbers() throws {
    let file = bytes(MatrixFileTests.numbers)
    let last = try read(file, as: "x.raw", raw(.f8, [100, 3]) { $0.columns = ["2"] })
    #expect(last == ["2": .numbers(MatrixFileTests.rows.map { Double($0[2]) })])
  }

  @Test func saysWhatRawNumbersNeed() {
    let file = bytes([1, 2, 3, 4] as [Double])
    for (options, place, words) in [
      (raw(nil, [4]), "dtype", "needs a dtype: f2, f4, f8, i4 or i8"),
      (raw(.f8, nil), "shape", "needs a shape"), (raw(.f8, []), "shape", "the shape is ()"),
      (raw(.f8, [2, 2, 1]), "shape", "the shape is (2, 2, 1)"),
      (raw(.f8, [-2]), "shape", "the shape is (-2)"), (raw(.f8, [2, 0]), "shape", "(2, 0)"),
      (raw(.f8, [2, -1]), "shape", "(2, -1)"), (raw(.f8, [4], offset: -1), "offset", "is -1"),
      (raw(.f8, [Int.max, 2]), "shape", "no file is as long"),
      (raw(.f8, [-1, Int.max]), "shape", "no file is as long"),
    ] {
      let error = failure(file, as: "x.raw", options)
      #expect(error?.kind == .invalidParams && error?.location == place)
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
  }

  @Test func saysHowLongARawFileShouldBe() {
    let file = bytes([1, 2, 3, 4] as [Double])
    for (options, words) in [
      (raw(.f8, [5]), "there are 32 bytes of data, and shape (5) of f8 takes 40"),
      (raw(.f4, [3, 2]), "there are 32 bytes of data, and shape (3, 2) of f4 takes 24"),
      (raw(.f8, [4], offset: 1), "there are 31 bytes of data"),
      (raw(.f8, [1], offset: 33), "there are 32 bytes, and the offset is 33"),
      (raw(.f8, [-1, 3]), "are 1 rows of 24 bytes and 8 bytes more; the file is truncated"),
    ] {
      for (name, file) in [("x.raw", file), ("x.raw.gz", stored(file))] {
        let error = failure(file, as: name, options)
        #expect(error?.kind == .dataFormat)
        #expect(
          error?.message.replacing("at least 25", with: "32").contains(words) == true,
          "\(error?.message ?? "")")
      }
    }
  }

  @Test func refusesWhatIsForRawNumbersElsewhere() {
    for change in [raw(.f8, nil), raw(nil, [1]), raw(nil, nil, offset: 4)] {
      let error = failure("a\n1\n", as: "x.csv", change)
      #expect(error?.kind == .invalidParams)
      #expect(error?.message.hasSuffix("is for the format raw, and this file is csv") == true)
    }
  }

  @Test func seesThatAMatrixChanged() throws {
    let file = bytes(MatrixFileTests.numbers)
    try withFile("x.raw", file) { path in
      let matrix = try readMatrix(readDataset(path: path, options: raw(.f8, [100, 3])))
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.truncate(atOffset: UInt64(file.count - 8))
      let change = #expect(throws: DriftlineError.self) { try matrix.rows.checkUnchanged() }
      #expect(change?.kind == .dataChanged)
      let read = #expect(throws: DriftlineError.self) { try values(of: matrix, blocks: 100) }
      #expect(read?.kind == .dataChanged)
    }
  }
}
