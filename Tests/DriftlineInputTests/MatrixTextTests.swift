import Driftline
import DriftlineInput
import Testing

/// Matrices in `.csv` and `.ndjson` files.
@Suite struct MatrixTextTests {
  private func expect(
    _ text: String, as name: String, _ change: (inout InputOptions) -> Void = { _ in },
    is rows: [[Double]], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let matrix = try readMatrix(Array(text.utf8), as: name, options(change))
    #expect(matrix.precision == .double, sourceLocation: sourceLocation)
    #expect(matrix.count == rows.count, sourceLocation: sourceLocation)
    for blocks in 1...3 {
      #expect(
        Content.numbers(try values(of: matrix, blocks: blocks))
          == .numbers(rows.flatMap(\.self)), sourceLocation: sourceLocation)
    }
  }

  private let missing: [Double] = [.nan, .nan]

  // MARK: - Arrays

  @Test func readsArraysOfANamedKey() throws {
    let text = """
      {"id":1,"e":[1,2.5],"tags":["a",null]}
      {"e":[-1e3,Infinity],"id":2}

      {"id":3}
      {"e":null}
      {"e":[1,null]}
      {"e":[NaN,"-inf"]}
      {"e":""}
      {"e":[ "inf" , 4 ]}

      """
    let rows = [
      [1, 2.5], [-1000, .infinity], missing, missing, missing, missing, missing, [.infinity, 4],
    ]
    try expect(text, as: "x.ndjson", { $0.columns = ["e"] }, is: rows)
    try expect(
      text, as: "x.ndjson",
      {
        $0.columns = ["e"]
        $0.rows = 1..<8
      }, is: Array(rows[1...]))
    try expect(
      text, as: "x.ndjson",
      {
        $0.columns = ["e"]
        $0.asMatrix = true
      }, is: rows)
  }

  @Test func readsArraysOfTheOnlyKey() throws {
    try expect("{\"e\":[1,2]}\n{\"e\":[3,4]}\n", as: "x.ndjson", is: [[1, 2], [3, 4]])
    try expect("{\"e\":null}\n{}\n{\"e\":[3,4]}", as: "x.ndjson", is: [missing, missing, [3, 4]])
  }

  @Test func readsArraysOfACSVColumn() throws {
    let text = "id,e\n1,\"[0.1, 0.2]\"\n2,\n3,NA\n4,\" [1,null] \"\n5,\"[ 3 ,4]\"\n"
    let rows = [[0.1, 0.2], missing, missing, missing, [3, 4]]
    try expect(text, as: "x.csv", { $0.columns = ["e"] }, is: rows)
    try expect("e\n[7]\n[8]\n", as: "x.csv", is: [[7], [8]])
    // Beside other columns they have to be named.
    #expect {
      try read(text, as: "x.csv")
    } throws: { error in
      guard let error = error as? DriftlineError else { return false }
      return error.kind == .dataFormat && error.message.contains("\"e\" holds arrays")
    }
    let table = try read(text, as: "x.csv", options { $0.types = ["e": .categorical] })
    #expect(table["id"] == .numbers([1, 2, 3, 4, 5]))
  }

  @Test func leavesTextsInBracketsAsTheyAre() throws {
    #expect(
      try read("t\n[a]\n[a]\n", as: "x.csv", options { $0.columns = ["t"] })
        == ["t": .counts(["[a]": 2], missing: 0)])
    #expect(
      try read("t\n[1]\n", as: "x.csv", options { $0.types = ["t": .categorical] })
        == ["t": .counts(["[1]": 1], missing: 0)])
  }

  @Test(arguments: [
    ("x.ndjson", "{\"e\":[1,2]}\n{\"e\":[1,2,3]}\n", "2:6", 2, 3),
    ("x.ndjson", "{\"e\":[1,2]}\n{\"e\":[null]}\n", "2:6", 2, 1),
    ("x.ndjson", "{\"e\":[1,2]}\n{\"e\":[]}\n", "2:6", 2, 0),
    ("x.ndjson", "{\"e\":[]}\n", "1:6", 1, 0),
    ("x.csv", "e\n\"[1,2]\"\n[1]\n", "3:1", 2, 1),
    ("x.csv", "e\n\"[1,2]\"\n\"[1,2,3]\"\n", "3:2", 2, 3),
  ]) func namesTheLineOfARaggedRow(
    _ name: String, _ text: String, _ place: String, _ expected: Int, _ got: Int
  ) {
    let error = failure(text, as: name)
    #expect(error?.kind == .dataFormat && error?.location == name + ":" + place)
    #expect(error?.details.contains(.init("expected", .int(expected))) == true)
    #expect(error?.details.contains(.init("got", .int(got))) == true)
  }

  @Test(arguments: [
    ("x.ndjson", "{\"id\":1,\"e\":[1,2]}\n", "1:13", "named alone as the column"),
    (
      "x.ndjson", "{\"e\":[1,2]}\n{\"e\":[1,2],\"id\":1}\n", "2:17",
      "name the columns of the matrix"
    ),
    ("x.ndjson", "{\"e\":1}\n{\"e\":[1,2]}\n", "2:6", "from its first value on"),
    ("x.ndjson", "{\"e\":[1]}\n{\"e\":2}\n", "2:6", "holds no array of numbers"),
    ("x.ndjson", "{\"e\":[1]}\n{\"e\":\"x\"}\n", "2:6", "holds no array of numbers"),
    ("x.ndjson", "{\"e\":[1]}\n{\"e\":[\"x\"]}\n", "2:7", "holds numbers, not texts"),
    ("x.ndjson", "{\"e\":[1]}\n{\"e\":[true]}\n", "2:7", "only numbers and null"),
    ("x.ndjson", "{\"e\":[1]}\n{\"e\":[1 2]}\n", "2:9", "a comma or the array's end"),
    ("x.ndjson", "{\"e\":[1]}\n{\"e\":[1,]}\n", "2:9", "a value is expected"),
    ("x.ndjson", "{\"e\":[1]}\n{\"e\":[1\n", "2:8", "a comma or the array's end"),
    ("x.csv", "e\n[1]\nx\n", "3:1", "is no array of numbers in column"),
    ("x.csv", "e\n[1]\n[1] 2\n", "3:5", "something follows the array"),
    ("x.csv", "e\n[1]\n[x]\n", "3:2", "a value is expected"),
  ]) func saysWhatIsWrongWithAnArray(
    _ name: String, _ text: String, _ place: String, _ words: String
  ) {
    let error = failure(text, as: name)
    #expect(error?.kind == .dataFormat)
    #expect(error?.location == name + ":" + place, "\(error?.message ?? "")")
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test func keepsRunsOfMissingRowsInTheirPlaces() throws {
    var text = ""
    var rows: [[Double]] = []
    for index in 0..<500 {
      let isThere = index * index % 7 < 3
      text += isThere ? "{\"e\":[\(index),1]}\n" : "{}\n"
      rows.append(isThere ? [Double(index), 1] : missing)
    }
    try expect(text, as: "x.ndjson", { $0.columns = ["e"] }, is: rows)
  }

  @Test func takesNoMemoryForMissingRows() throws {
    // 100 000 values a row and 100 000 rows of nothing would be 80 GB.
    let wide = "{\"e\":[" + Array(repeating: "1", count: 100_000).joined(separator: ",") + "]}\n"
    let text = wide + String(repeating: "{}\n", count: 100_000)
    let matrix = try readMatrix(Array(text.utf8), as: "x.ndjson")
    #expect(matrix.count == 100_001 && matrix.dimensions == 100_000)
  }

  @Test func refusesRowsOfUnknownLength() {
    let error = failure("{\"e\":[1]}\n", as: "x.ndjson", options { $0.rows = 0..<0 })
    #expect(error?.kind == .shapeMismatch && error?.location == "x.ndjson")
  }

  // MARK: - Numeric columns

  @Test func takesColumnsAsAMatrix() throws {
    let csv = "a,b,c\n1,2,x\n3,,y\n 5 ,6e1,z\n"
    let rows: [[Double]] = [[2, 1], missing, [60, 5]]
    try expect(
      csv, as: "x.csv",
      {
        $0.columns = ["b", "a"]
        $0.asMatrix = true
      }, is: rows)
    let json = "{\"a\":1,\"b\":2,\"c\":\"x\"}\n{\"a\":3}\n{\"b\":60,\"c\":[],\"a\":5}\n"
    try expect(
      json, as: "x.ndjson",
      {
        $0.columns = ["b", "a"]
        $0.asMatrix = true
      }, is: rows)
    try expect("a,b\n1,2\n3,4\n", as: "x.csv", { $0.asMatrix = true }, is: [[1, 2], [3, 4]])
    try expect(
      "{\"a\":1,\"b\":2}\n{\"b\":\"inf\",\"a\":3}\n", as: "x.ndjson", { $0.asMatrix = true },
      is: [[1, 2], [3, .infinity]])
    try expect("a\n1\n\n2\n", as: "x.csv", { $0.asMatrix = true }, is: [[1], [.nan], [2]])
    try expect("a,b\n", as: "x.csv", { $0.asMatrix = true }, is: [])
    try expect(
      "a,b\n1,2\n3,4\n5,6\n", as: "x.csv",
      {
        $0.asMatrix = true
        $0.rows = 1..<2
      }, is: [[3, 4]])
  }

  @Test(arguments: [
    ("x.csv", "a,city\n1,2\n3,Rom\n", "3:3", "\"Rom\" is not a number in column \"city\""),
    ("x.csv", "a,e\n1,[2]\n", "2:3", "is not a number in column \"e\""),
    ("x.ndjson", "{\"a\":1,\"city\":\"Rom\"}\n", "1:15", "\"city\" holds a text"),
    ("x.ndjson", "{\"a\":1,\"b\":true}\n", "1:12", "\"b\" holds no number"),
    ("x.ndjson", "{\"a\":1,\"e\":[1]}\n", "1:12", "\"e\" holds an array"),
    ("x.ndjson", "{\"a\":1}\n{\"a\":1,\"b\":2}\n", "2:12", "\"b\" is not in the first object"),
    ("x.ndjson", "{\"a\":1,\"a\":2}\n", "1:8", "occurs twice"),
  ]) func namesTheColumnThatIsNotNumeric(
    _ name: String, _ text: String, _ place: String, _ words: String
  ) {
    let error = failure(text, as: name, options { $0.asMatrix = true })
    #expect(error?.kind == .dataFormat && error?.location == name + ":" + place)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [("x.csv", "a,b\n1,2\n"), ("x.ndjson", "{\"a\":1,\"b\":2}\n")])
  func refusesCategoriesAndUnknownNamesInAMatrix(_ name: String, _ text: String) {
    let categories = failure(
      text, as: name,
      options {
        $0.asMatrix = true
        $0.types = ["b": .categorical]
      })
    #expect(categories?.kind == .invalidParams && categories?.location == "types")
    #expect(categories?.message.contains("\"b\"") == true)
    for (change, place) in [
      (options { $0.columns = ["a", "z"] }, "columns"),
      (options { $0.types = ["z": .numeric] }, "types"),
    ] {
      var options = change
      options.asMatrix = true
      #expect(failure(text, as: name, options)?.location == place)
    }
  }
}
