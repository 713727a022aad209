import Driftline
import DriftlineInput
import Foundation
import Testing

@Suite struct FilesTests {
  private func failure(_ path: String, _ options: InputOptions = .init()) -> DriftlineError? {
    do {
      _ = try readDataset(path: path, options: options)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["no-such-file.csv", "no-such-folder/x.npy", "no-such-file"])
  func namesTheFileThatIsNotThere(_ path: String) {
    let error = failure(path)
    #expect(error?.kind == .dataNotFound)
    #expect(error?.message == "\(path): cannot be opened: No such file or directory")
    #expect(error?.location == path)
  }

  @Test func refusesWhatIsNoFile() {
    #expect(failure("/")?.message == "/: this is a directory, and a file is needed")
    #expect(failure("")?.kind == .dataNotFound)
    #expect(failure("x\u{0}.csv")?.kind == .dataNotFound)
  }

  @Test(.enabled(if: geteuid() != 0)) func refusesWhatMayNotBeRead() throws {
    try withFile("x.csv", Array("a\n1\n".utf8)) { path in
      chmod(path, 0)
      #expect(failure(path)?.message.hasSuffix("Permission denied") == true)
    }
  }

  @Test(arguments: ["x.parquet", "x.txt", "x.csv.zip", "x.gz.bz2", "x.CSV.", "a.b/x.xls"])
  func refusesEndingsThatTellNothing(_ name: String) {
    #expect(DriftlineInputTests.failure("a\n1\n", as: name)?.kind == .unsupportedFormat)
  }

  @Test(arguments: ["x.csv", "x.CSV", "x.csv.gz", "dir.npy/x.csv", "x", "dir/x", "-", "dir.txt/x"])
  func tellsTheFormatFromNameOrContent(_ name: String) throws {
    let bytes = name.hasSuffix(".gz") ? stored("a\n1\n") : Array("a\n1\n".utf8)
    #expect(try read(bytes, as: name) == ["a": .numbers([1])])
  }

  @Test func tellsTheFormatFromContent() throws {
    #expect(try read(" \n{\"a\":1}", as: "-") == ["a": .numbers([1])])
    #expect(try read("\u{FEFF}{\"a\":1}", as: "-") == ["a": .numbers([1])])
    let array = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", [7])
    #expect(try read(array, as: "-") == ["": .numbers([7])])
    #expect(try read("a\n1\n", as: "x.npy", options { $0.format = .csv }) == ["a": .numbers([1])])
  }

  @Test(arguments: ["csv", "ndjson", "npy", "csv.gz", "rows.csv", "rows.ndjson", "npy.gz"])
  func readsPipes(_ ending: String) throws {
    let bytes: [UInt8]
    var rows = "a,b\n"
    for index in 0..<30_000 { rows += "0\(index % 3),\(index)\n" }
    rows += "x,1\n"
    switch ending {
    case "csv": bytes = Array(rows.utf8)
    case "csv.gz": bytes = stored(rows)
    case "rows.csv": bytes = Array("e\n\n\"[1,2]\"\n\"[3,4]\"\n".utf8)
    case "rows.ndjson": bytes = Array("{\"e\":null}\n{\"e\":[1,2]}\n".utf8)
    case "npy.gz":
      bytes = stored(npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2)}", [1, 2, 3, 4]))
    case "ndjson": bytes = Array("{\"a\":1}\n".utf8)
    default: bytes = npy("{'descr': '<i2', 'fortran_order': False, 'shape': (2,)}", [1, 0, 2, 0])
    }
    let plain = try read(bytes, as: "x." + ending)
    for name in ["pipe", "pipe." + ending] {
      try withFile("unused", []) { path in
        let fifo = folder(of: path) + "/" + name
        #expect(mkfifo(fifo, 0o600) == 0)
        let writer = Thread {
          try? FileHandle(forWritingAtPath: fifo)?.write(contentsOf: Data(bytes))
        }
        writer.start()
        let piped = try columns(readDataset(path: fifo))
        #expect(Dictionary(uniqueKeysWithValues: piped) == plain)
      }
    }
  }

  @Test func keepsALongPipeInATemporaryFile() throws {
    // 20 MB, and then a text after numbers only, which takes reading all of them again.
    var text = "a,b\n"
    let long = String(repeating: "y", count: 10_000)
    for index in 0..<2_000 { text += "0\(index % 2),\"\(long)\"\n" }
    text += "x,\n"
    let bytes = Array(text.utf8)
    try withFile("unused", []) { path in
      let fifo = folder(of: path) + "/pipe.csv"
      #expect(mkfifo(fifo, 0o600) == 0)
      let writer = Thread {
        try? FileHandle(forWritingAtPath: fifo)?.write(contentsOf: Data(bytes))
      }
      writer.start()
      let piped = try columns(readDataset(path: fifo))
      let counts = ["00": 1000, "01": 1000, "x": 1]
      #expect(piped.first?.1 == .counts(counts, missing: 0))
    }
  }
}
