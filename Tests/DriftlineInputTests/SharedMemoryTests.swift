import Driftline
import DriftlineInput
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct SharedMemoryTests {
  private static let numbers = [1.5, -2, .infinity, 0x1p-1074, 5, 6, 7, 8]

  private func raw(
    _ shape: [Int] = [8], _ type: InputOptions.ElementType = .f8,
    _ change: (inout InputOptions) -> Void = { _ in }
  ) -> InputOptions {
    options {
      $0.elementType = type
      $0.shape = shape
      change(&$0)
    }
  }

  private func failure(_ read: () throws -> Dataset) -> DriftlineError? {
    do {
      _ = try read()
      return nil
    } catch {
      return error as? DriftlineError
    }
  }

  private func numbers(_ dataset: Dataset) throws -> Content {
    try #require(try columns(dataset).first).1
  }

  // MARK: - Memory of another process

  @Test(arguments: [false, true]) func readsTheMemoryOfAnotherProcess(_ isSealed: Bool) throws {
    let owner = try MemoryOwner()
    let descriptor = try owner.memory(bytes(Self.numbers), canBeSealed: isSealed)
    if isSealed {
      let seals = "fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL"
      #expect(try owner.evaluate("fcntl.fcntl(\(descriptor), fcntl.F_ADD_SEALS, \(seals))") == "0")
    }
    func read(_ options: InputOptions) throws -> Dataset {
      try readDataset(process: owner.number, descriptor: descriptor, options: options)
    }
    #expect(try numbers(read(raw())) == .numbers(Self.numbers))
    #expect(try numbers(read(raw([-1]))) == .numbers(Self.numbers))
    let matrix = try readMatrix(read(raw([4, 2])))
    #expect(matrix.count == 4 && matrix.dimensions == 2)
    // Two of them, from the fourth on; there is more memory behind.
    #expect(
      try numbers(read(raw([2]) { $0.offset = 24 })) == .numbers(Array(Self.numbers[3..<5])))
    let named = try columns(read(raw([4, 2]) { $0.columns = ["1"] }))
    #expect(named.first?.1 == .numbers([-2, 0x1p-1074, 6, 8]))
    #expect(failure { try read(raw([9])) }?.kind == .dataFormat)
    #expect(failure { try read(raw([1]) { $0.offset = 65 }) }?.kind == .dataFormat)
    #expect(failure { try read(options { $0.shape = [8] }) }?.location == "dtype")
    #expect(failure { try read(raw { $0.format = .csv }) }?.location == "format")
  }

  @Test func whatWasOpenedStaysWhenTheProcessEnds() throws {
    let owner = try MemoryOwner()
    let descriptor = try owner.memory(bytes(Self.numbers))
    let process = owner.number
    let opened = try readDataset(process: process, descriptor: descriptor, options: raw())
    owner.end()
    #expect(try numbers(opened) == .numbers(Self.numbers))
    let error = failure {
      try readDataset(process: process, descriptor: descriptor, options: raw())
    }
    #expect(error?.kind == .dataNotFound)
    #expect(
      error?.message
        == "descriptor \(descriptor) of process \(process): cannot be opened: "
        + "No such file or directory")
  }

  @Test func memoryThatIsCutShortIsAnErrorAndNoSignal() throws {
    let owner = try MemoryOwner()
    let long = [Double](repeating: 2, count: 300_000)
    let descriptor = try owner.number(of: "os.memfd_create('numbers')")
    try owner.evaluate("os.write(\(descriptor), bytes([0,0,0,0,0,0,0,64]) * \(long.count))")
    let opened = try readDataset(
      process: owner.number, descriptor: descriptor, options: raw([long.count]))
    guard case .column(.numeric(let column)) = opened else {
      Issue.record("no column")
      return
    }
    #expect(try DriftlineInputTests.numbers(column) == long)
    var blocks = 0
    let error = failure {
      try column.blocks.forEachBlock { _ throws(DriftlineError) in
        if blocks == 0 { _ = try? owner.evaluate("os.ftruncate(\(descriptor), 8)") }
        blocks += 1
      }
      return opened
    }
    #expect(error?.kind == .dataChanged)
    #expect(blocks == 1)
    #expect(failure { .matrix(try Matrix(rows: [[try sum(column)]])) }?.kind == .dataChanged)
  }

  private func sum(_ column: NumericColumn) throws(DriftlineError) -> Double {
    var sum = 0.0
    try column.blocks.forEachBlock { block throws(DriftlineError) in
      for index in block.indices { sum += block[index] }
    }
    return sum
  }

  @Test(arguments: [
    "os.open('/dev/null', os.O_RDONLY)", "os.open('/dev/zero', os.O_RDONLY)", "os.pipe()[0]",
    "socket.socketpair()[0].detach()", "os.open('/', os.O_RDONLY)", "os.open(FILE, os.O_RDONLY)",
  ]) func refusesWhatIsNoMemory(_ expression: String) throws {
    try withFile("x.raw", bytes(Self.numbers)) { path in
      let owner = try MemoryOwner()
      let descriptor = try owner.number(
        of: expression.replacingOccurrences(of: "FILE", with: "'\(path)'"))
      let error = failure {
        try readDataset(process: owner.number, descriptor: descriptor, options: raw())
      }
      #expect(error?.kind == .dataNotFound)
      let who = "descriptor \(descriptor) of process \(owner.number)"
      let isSocket = expression.hasPrefix("socket")
      #expect(
        error?.message == "\(who): this is no memfd and no POSIX shared memory" || isSocket)
      #expect(error?.message.hasPrefix(who) == true)
    }
  }

  @Test(arguments: [(0, 0), (-1, 3), (1, -1), (Int32.max, 0)] as [(Int32, Int32)])
  func refusesDescriptorsThatAreNotThere(_ process: Int32, _ descriptor: Int32) {
    let error = failure {
      try readDataset(process: process, descriptor: descriptor, options: raw())
    }
    #expect(error?.kind == .dataNotFound)
    #expect(
      error?.message.hasPrefix("descriptor \(descriptor) of process \(process): ") == true)
  }

  // MARK: - Memory with a name

  /// Calls `body` with the name of new shared memory.
  private func withMemory(
    _ content: [UInt8], ending: String = "", _ body: (String) throws -> Void
  ) throws {
    let name = "/driftline-\(UUID().uuidString)\(ending)"
    let descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
    try #require(descriptor >= 0)
    defer {
      close(descriptor)
      shm_unlink(name)
    }
    #expect(
      content.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == content.count)
    try body(name)
  }

  @Test(arguments: ["", ".gz", ".csv"]) func readsSharedMemoryByItsName(_ ending: String) throws {
    // The first bytes are those of gzip, which numbers may have.
    let content = [0x1F, 0x8B] + bytes(Self.numbers)
    try withMemory(content, ending: ending) { name in
      let found = try readDataset(sharedMemory: name, options: raw { $0.offset = 2 })
      #expect(try numbers(found) == .numbers(Self.numbers))
      let owner = try MemoryOwner()
      let descriptor = try owner.number(of: "os.open('/dev/shm\(name)', os.O_RDONLY)")
      let other = try readDataset(
        process: owner.number, descriptor: descriptor, options: raw { $0.offset = 2 })
      #expect(try numbers(other) == .numbers(Self.numbers))
    }
  }

  @Test(arguments: ["", "/", "x", "/a/b", "/../etc/passwd", "/no-such-memory", "/x\u{0}y", "/.."])
  func refusesNamesOfNothing(_ name: String) {
    let error = failure { try readDataset(sharedMemory: name, options: raw()) }
    #expect(error?.kind == .dataNotFound)
    #expect(error?.message.hasPrefix("shared memory \(name): ") == true)
  }

  @Test func refusesAPipeAndALinkAmongSharedMemory() throws {
    let name = "/driftline-\(UUID().uuidString)"
    try withFile("x.raw", bytes(Self.numbers)) { path in
      for make in [{ mkfifo("/dev/shm\(name)", 0o600) }, { symlink(path, "/dev/shm\(name)") }] {
        try #require(make() == 0)
        defer { unlink("/dev/shm\(name)") }
        #expect(
          failure { try readDataset(sharedMemory: name, options: raw()) }?.kind == .dataNotFound)
      }
    }
  }

  // MARK: - Processes

  @Test func aProcessIsWatchedUntilItsEnd() throws {
    let owner = try MemoryOwner()
    let watch = openProcess(owner.number)
    try #require(watch >= 0)
    defer { close(watch) }
    var state = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
    #expect(poll(&state, 1, 0) == 0)
    owner.end()
    #expect(poll(&state, 1, 10_000) == 1)
    #expect(openProcess(Int32.max) == -1 && errno == ESRCH)
  }
}
