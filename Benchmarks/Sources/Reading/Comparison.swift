internal import CPeers
internal import Driftline
internal import DriftlineInput
internal import Foundation

/// `pread` into a buffer against a mapping, for one size of blocks and number of threads.
struct Comparison {
  let path: String
  /// Rows in a block.
  let rows: Int
  let threads: Int

  private static let runs = 7

  /// The cells of a table: gigabytes a second three times, and two ratios of speeds.
  func measured() throws -> String {
    guard case .matrix(let matrix) = try readDataset(path: path) else {
      preconditionFailure("no matrix")
    }
    let bytes = Double(matrix.count * matrix.dimensions * 4)
    let copied = try best(of: Comparison.runs, threads: threads) { try copy(matrix) }
    let anew = try best(of: Comparison.runs, threads: threads) {
      let mapping = try Mapping(path)
      mapping.sum(threads: threads, block: rows * matrix.dimensions * 4)
    }
    let mapping = try Mapping(path)
    mapping.sum(threads: threads, block: rows * matrix.dimensions * 4)
    let before = best(of: Comparison.runs, threads: threads) {
      mapping.sum(threads: threads, block: rows * matrix.dimensions * 4)
    }
    let cells = [copied, anew, before].map { String(format: "%.1f", bytes / $0 / 1e9) }
    let ratios = [anew / copied, before / copied].map { String(format: "%.2f", $0) }
    return (cells + ratios).joined(separator: " | ") + " |"
  }

  /// Reads and sums block after block, each thread every so many.
  private func copy(_ matrix: Matrix) throws {
    let blocks = (matrix.count + rows - 1) / rows
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * matrix.dimensions)
      defer { unsafe buffer.deallocate() }
      for block in stride(from: thread, to: blocks, by: threads) {
        let range = block * rows..<min((block + 1) * rows, matrix.count)
        let part = unsafe UnsafeMutableBufferPointer(
          rebasing: buffer[..<(range.count * matrix.dimensions)])
        do {
          try unsafe matrix.rows.read(range, into: part)
        } catch {
          preconditionFailure("\(error)")
        }
        unsafe part.withMemoryRebound(to: Double.self) { values in
          if let start = values.baseAddress { unsafe consume(cpeers_sum(start, part.count / 2)) }
        }
      }
    }
  }
}

/// A whole file in memory that the system fills.
@safe final class Mapping: @unchecked Sendable {
  private let start: UnsafeMutableRawPointer
  private let size: Int

  init(_ path: String) throws {
    let descriptor = unsafe open(path, O_RDONLY)
    defer { close(descriptor) }
    size = Int(lseek(descriptor, 0, SEEK_END))
    guard descriptor >= 0, let start = unsafe mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0),
      unsafe start != MAP_FAILED
    else { throw CocoaError(.fileReadUnknown) }
    unsafe self.start = start
    _ = unsafe madvise(start, size, MADV_SEQUENTIAL)
  }

  deinit { unsafe munmap(start, size) }

  /// Sums block after block, each thread every so many.
  func sum(threads: Int, block: Int) {
    let header = 128
    let blocks = (size - header + block - 1) / block
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for index in stride(from: thread, to: blocks, by: threads) {
        let first = header + index * block
        let count = min(block, size - first) / 8
        let values = unsafe (start + first).assumingMemoryBound(to: Double.self)
        unsafe consume(cpeers_sum(values, count))
      }
    }
  }
}

/// Keeps the compiler from leaving out how a value came about.
@inline(never) func consume(_ value: Double) {
  withExtendedLifetime(value) {}
}

/// How fast rows are read as singles, a megabyte at a time and by one thread.
enum Conversion {
  static func measure(_ path: String) throws -> Double {
    guard case .matrix(let matrix) = try readDataset(path: path) else {
      preconditionFailure("no matrix")
    }
    let step = 1_000_000 / (4 * matrix.dimensions)
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: step * matrix.dimensions)
    defer { unsafe buffer.deallocate() }
    let time = try best(of: 5) {
      for start in stride(from: 0, to: matrix.count, by: step) {
        let rows = start..<min(start + step, matrix.count)
        try unsafe matrix.rows.read(
          rows, into: .init(rebasing: buffer[..<(rows.count * matrix.dimensions)]))
      }
    }
    return Double(matrix.count * matrix.dimensions * 4) / time / 1e9
  }
}
