import Driftline
import DriftlineInput
import Foundation
import Testing

/// Files cut anywhere, files with any byte changed, and files that once went wrong: each is read or
/// refused, and nothing else happens.
@Suite struct DamageTests {
  struct Sample: CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]

    var testDescription: String { name }
  }

  static let samples: [Sample] = {
    let array = npy(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", (0..<12).map { UInt8($0 * 20) })
    let csv = "id,name\n1,\"a \"\"b\"\"\"\r\n007,\u{E9}\u{1F600}\nNA,\n"
    let ndjson = "{\"a\":1.5e3,\"b\":\"\\u00e9\\ud83d\\ude00x\"}\n{\"b\":null,\"c\":true}\n"
    return [
      Sample(name: "x.npy", bytes: array), Sample(name: "x.csv", bytes: Array(csv.utf8)),
      Sample(name: "x.ndjson", bytes: Array(ndjson.utf8)),
      Sample(name: "x.csv.gz", bytes: stored(csv) + stored("2,x\n")),
      Sample(name: "x.ndjson.gz", bytes: stored(ndjson)),
      Sample(name: "x.fvecs", bytes: MatrixFileTests.fvecs([[1, 2], [3, .nan], [5, 6]])),
      Sample(name: "x.raw", bytes: bytes([1, 2, 3, 4] as [Double])),
      Sample(name: "rows.csv", bytes: Array("e\n\"[1, 2]\"\nNA\n\"[null,3]\"\n".utf8)),
      Sample(name: "rows.ndjson", bytes: Array("{\"e\":[1,2.5]}\n{}\n{\"e\":[1,NaN]}\n".utf8)),
      Sample(
        name: "x.npy.gz", bytes: [31, 139, 8, 0, 0, 0, 0, 0, 0, 255] + stored("").dropFirst(10)),
    ]
  }()

  @Test(arguments: samples) func survivesEveryCut(_ sample: Sample) {
    for length in 0..<sample.bytes.count { attempt(Array(sample.bytes[..<length]), sample.name) }
  }

  @Test(arguments: samples) func survivesEveryChangedByte(_ sample: Sample) {
    for index in sample.bytes.indices {
      for change in [0x01, 0x04, 0x20, 0x80, 0xFF] as [UInt8] {
        var bytes = sample.bytes
        bytes[index] ^= change
        attempt(bytes, sample.name)
      }
    }
  }

  @Test func survivesEveryByteInEveryPlaceOfAShortText() {
    for name in ["x.csv", "x.ndjson"] {
      for text in ["a\n1\n", "\"a\"\r1", "{\"a\":1}", "{\"\\u0041\":\"x\"}"] {
        for index in text.utf8.indices {
          for byte in UInt8.min...UInt8.max {
            var bytes = Array(text.utf8)
            bytes[text.utf8.distance(from: text.startIndex, to: index)] = byte
            attempt(bytes, name)
          }
        }
      }
    }
  }

  @Test func survivesWhatOnceWentWrong() throws {
    let corpus = folder(of: folder(of: folder(of: #filePath))) + "/Tests/Fuzz/Corpus/"
    for ending in ["npy", "csv", "ndjson", "fvecs", "raw"] {
      let names = try FileManager.default.contentsOfDirectory(atPath: corpus + ending)
      #expect(!names.isEmpty)
      for name in names.sorted() {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: corpus + ending + "/" + name))
        attempt(Array(bytes), "x." + ending)
      }
    }
  }

  /// Reads bytes in all the ways there are.
  private func attempt(_ bytes: [UInt8], _ name: String) {
    let raw: [(InputOptions.ElementType, [Int])] = [(.f2, [-1]), (.f8, [2, 2]), (.i4, [-1, 2])]
    let ways = raw.map { type, shape in
      options {
        $0.elementType = type
        $0.shape = shape
        $0.offset = shape.count - 1
      }
    }
    for change in ways + [
      options { _ in }, options { $0.columns = ["0", "1"] }, options { $0.rows = 1..<2 },
      options { $0.asMatrix = true }, options { $0.columns = ["e"] },
      options { $0.types = ["id": .categorical, "a": .categorical] },
      options { $0.types = ["name": .numeric, "b": .numeric] },
    ] {
      if let error = failure(bytes, as: name, change) {
        #expect(
          [.dataFormat, .unsupportedFormat, .invalidParams, .shapeMismatch].contains(error.kind))
        #expect(error.location != nil)
        #expect(!error.message.isEmpty)
      }
    }
  }
}
