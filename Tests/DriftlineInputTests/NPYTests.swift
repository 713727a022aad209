import Driftline
import DriftlineInput
import Foundation
import Testing

@Suite struct NPYTests {
  /// A file that NumPy wrote, and what NumPy reads from it.
  struct Case: Decodable, CustomTestStringConvertible {
    let file: String
    let shape: [Int]
    let columns: [[Number]]

    var testDescription: String { file }
  }

  /// A number, or the string for one that JSON has no word for.
  struct Number: Decodable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        value = Double(text) ?? .nan
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  static let cases: [Case] = {
    guard let data = FileManager.default.contents(atPath: fixture("npy.json")) else { return [] }
    return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
  }()

  @Test func hasCases() {
    #expect(NPYTests.cases.count == 72)
  }

  @Test(arguments: cases) func readsWhatNumPyReads(_ test: Case) throws {
    let path = fixture(test.file)
    let expected = test.columns.map { Content.numbers($0.map(\.value)) }
    if test.columns.count <= 1 {
      let dataset = try readDataset(path: path)
      #expect(try columns(dataset).map(\.1) == (expected.isEmpty ? [.numbers([])] : expected))
      return
    }
    let names = expected.indices.map(String.init)
    let table = try readDataset(path: path, options: options { $0.columns = names })
    #expect(try columns(table).map(\.0) == names)
    #expect(try columns(table).map(\.1) == expected)
    let fromMemory = try read(
      fixtureBytes(test.file), as: "x.npy", options { $0.columns = names.reversed() })
    for (name, column) in zip(names, expected) { #expect(fromMemory[name] == column) }
    let rows = try readMatrix(readDataset(path: path))
    let values = test.columns[0].indices.flatMap { row in test.columns.map { $0[row].value } }
    #expect(rows.count == test.shape[0] && rows.dimensions == test.shape[1])
    #expect(
      rows.precision == (test.file.hasPrefix("f2") || test.file.hasPrefix("f4") ? .single : .double)
    )
    for blocks in 1...5 {
      #expect(
        Content.numbers(try DriftlineInputTests.values(of: rows, blocks: blocks))
          == .numbers(values))
    }
    let picked = try readMatrix(
      fixtureBytes(test.file), as: "x.npy",
      options {
        $0.columns = names.reversed(); $0.asMatrix = true
      })
    let reversed = test.columns[0].indices.flatMap { row in
      test.columns.reversed().map { $0[row].value }
    }
    #expect(
      Content.numbers(try DriftlineInputTests.values(of: picked, blocks: 2)) == .numbers(reversed))
  }

  @Test func readsRows() throws {
    let bytes = npy(
      "{'descr': '<i2', 'fortran_order': False, 'shape': (4,), }", [1, 0, 2, 0, 3, 0, 4, 0])
    #expect(try read(bytes, as: "x.npy", options { $0.rows = 1..<3 }) == ["": .numbers([2, 3])])
    #expect(try read(bytes, as: "x.npy", options { $0.rows = 4..<4 }) == ["": .numbers([])])
    #expect(failure(bytes, as: "x.npy", options { $0.rows = 1..<5 })?.kind == .invalidParams)
    #expect(failure(bytes, as: "x.npy", options { $0.rows = -1..<2 })?.kind == .invalidParams)
  }

  @Test func readsGzip() throws {
    for name in ["f8-little-vector.npy", "i2-big-vector.npy"] {
      let plain = try columns(readDataset(path: fixture(name))).map(\.1)
      #expect(try columns(readDataset(path: fixture(name + ".gz"))).map(\.1) == plain)
    }
  }

  @Test func readsBlocksAgainAndAgain() throws {
    let values = (0..<140_000).map { Double($0) * 0.5 }
    for (descr, size) in [("<f8", 8), (">f8", 8), ("<f4", 4)] {
      var data: [UInt8] = []
      for value in values {
        let raw = size == 8 ? value.bitPattern : UInt64(Float(value).bitPattern)
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: raw >> (8 * $0)) }
        data += descr.hasPrefix("<") ? bytes : bytes.reversed()
      }
      let file = npy("{'descr': '\(descr)', 'fortran_order': False, 'shape': (140000,), }", data)
      try withFile("x.npy", file) { path in
        guard case .column(.numeric(let column)) = try readDataset(path: path) else {
          Issue.record("no column")
          return
        }
        #expect(try numbers(column) == values)
        #expect(try numbers(column) == values)
      }
    }
  }

  @Test func readsColumnsOfALargeMatrix() throws {
    // 70 000 rows of 5: more than a block, and chunks that do not divide it.
    var data: [UInt8] = []
    for value in UInt32(0)..<350_000 {
      for shift in [0, 8, 16, 24] { data.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
    for fortran in [false, true] {
      let order = fortran ? "True" : "False"
      let file = npy("{'descr': '<u4', 'fortran_order': \(order), 'shape': (70000, 5), }", data)
      let read = try read(file, as: "x.npy", options { $0.columns = ["4"] })
      let expected = (0..<70_000).map { Double(fortran ? 280_000 + $0 : $0 * 5 + 4) }
      #expect(read == ["4": .numbers(expected)])
    }
  }

  @Test(arguments: ["3", "-1", "00", "x", ""]) func refusesColumnsThatAreNotThere(_ name: String)
    throws
  {
    let error = failure(
      try fixtureBytes("f8-little-c.npy"), as: "x.npy", options { $0.columns = [name] })
    #expect(error?.kind == .invalidParams)
    #expect(error?.message.contains("\"0\" to \"2\"") == true)
  }

  @Test(arguments: [
    ("structured.npy", "[('a', '<f4'), ('b', '<i4')]"), ("complex.npy", "<c16"),
    ("string.npy", "<U2"), ("bytes.npy", "|S2"), ("datetime.npy", "<M8[D]"),
    ("longdouble.npy", "<f16"), ("object.npy", "|O"), ("scalar.npy", "0 dimensions"),
    ("cube.npy", "3 dimensions"),
  ]) func namesWhatIsNotRead(_ file: String, _ word: String) throws {
    let error = failure(try fixtureBytes(file), as: "x.npy")
    #expect(error?.kind == .unsupportedFormat)
    #expect(error?.message.contains(word) == true)
  }

  @Test func refusesCategoriesOfNumbers() {
    let bytes = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}", [1, 2])
    #expect(
      failure(bytes, as: "x.npy", options { $0.types = ["0": .categorical] })?.kind
        == .invalidParams)
  }

  @Test(arguments: [
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }",
    "{'shape':(2,),'fortran_order':False,'descr':'|u1'}",
    "  {  \"fortran_order\" : True , 'shape' : ( 2 , ) , 'descr':\"=u1\" } \n",
    "{'descr': 'u1', 'fortran_order': False, 'shape': (2L,), }",
    "{'descr': '?', 'fortran_order': False, 'shape': (2,1), }",
  ]) func readsHeadersHoweverTheyAreWritten(_ header: String) throws {
    #expect(try read(npy(header, [1, 0]), as: "x.npy") == ["": .numbers([1, 0])])
  }

  @Test(arguments: [
    "", "{", "{}", "{'descr': '|u1', 'fortran_order': False}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (-2,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'more': 1}",
    "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '|u1', 'fortran_order': 0, 'shape': (2,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': [2]}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2 3)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)} x",
    "{'descr': '|u1' 'fortran_order': False, 'shape': (2,)}",
    "{'descr': [('a', '<f4', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9223372036854775807)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999999,)}",
  ]) func refusesDamagedHeaders(_ header: String) {
    #expect(failure(npy(header, [1, 0]), as: "x.npy")?.kind == .dataFormat)
  }

  @Test func saysHowManyBytesThereAreAndShouldBe() {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }"
    for count in [0, 23, 25, 1000] {
      let file = npy(header, [UInt8](repeating: 0, count: count))
      let error = failure(file, as: "x.npy")
      #expect(error?.kind == .dataFormat)
      #expect(error?.details.contains(.init("expected", .int(24))) == true)
      #expect(error?.details.contains(.init("got", .int(count))) == true)
    }
  }

  @Test func refusesOtherVersions() {
    var file = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}", [1, 0])
    file[6] = 4
    #expect(failure(file, as: "x.npy")?.kind == .unsupportedFormat)
    #expect(failure("PK\u{3}\u{4}abcdefgh", as: "x.npy")?.kind == .dataFormat)
  }

  @Test func refusesAnAbsurdHeaderLength() {
    let file: [UInt8] = [0x93] + Array("NUMPY".utf8) + [2, 0, 0xFF, 0xFF, 0xFF, 0xFF] + [1, 2, 3]
    #expect(failure(file, as: "x.npy")?.kind == .dataFormat)
  }

  @Test func seesThatAFileChanged() throws {
    let file = npy(
      "{'descr': '<f8', 'fortran_order': False, 'shape': (100,), }",
      [UInt8](repeating: 0, count: 800))
    try withFile("x.npy", file) { path in
      guard case .column(.numeric(let column)) = try readDataset(path: path) else { return }
      #expect(try numbers(column).count == 100)
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.truncate(atOffset: UInt64(file.count - 8))
      let kinds = #expect(throws: DriftlineError.self) { try numbers(column) }
      #expect(kinds?.kind == .dataChanged)
      #expect(kinds?.location == path)
    }
  }

  @Test func seesThatAFileShrinksDuringAPass() throws {
    let count = 400_000
    let file = npy(
      "{'descr': '<f8', 'fortran_order': False, 'shape': (\(count),), }",
      [UInt8](repeating: 0, count: count * 8))
    try withFile("x.npy", file) { path in
      guard case .column(.numeric(let column)) = try readDataset(path: path) else { return }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      let error = #expect(throws: DriftlineError.self) {
        try column.blocks.forEachBlock { _ throws(DriftlineError) in
          do { try handle.truncate(atOffset: 1000) } catch {}
        }
      }
      #expect(error?.kind == .dataChanged)
    }
  }
}

/// A `.npy` file of version 1.0.
func npy(_ header: String, _ data: [UInt8]) -> [UInt8] {
  let text = Array(header.utf8)
  return [0x93] + Array("NUMPY".utf8)
    + [1, 0, UInt8(truncatingIfNeeded: text.count), UInt8(text.count >> 8)] + text + data
}
