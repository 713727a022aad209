private import CSystem
package import Driftline
private import Foundation

/// Reads numbers from POSIX shared memory.
///
/// As from a raw file, whose type, shape and offset `options` tell, but there may be more memory behind the
/// numbers. It is read block by block for each pass, and not mapped: memory that is cut short meanwhile
/// is an error and no signal.
///
/// - Parameters:
///   - name: the name with its leading slash, as `shm_open` takes it.
///   - options: `elementType` and `shape`, and what else raw files take.
/// - Returns: a column, a table of columns or a matrix.
/// - Throws: ``DriftlineError`` of kind `data_not_found` where there is no such memory or it may not be
///   opened, and else as reading a raw file does.
/// - Complexity: O(1).
package func readDataset(
  sharedMemory name: String, options: InputOptions
) throws(DriftlineError) -> Dataset {
  let file = "shared memory \(name)"
  let rest = name.dropFirst()
  guard name.hasPrefix("/"), !rest.isEmpty, !rest.contains("/"), !name.utf8.contains(0) else {
    throw .inFile(
      .dataNotFound, "this is no name of shared memory, which is a slash and a word", file: file)
  }
  // A FIFO of that name would otherwise be waited for.
  let descriptor = retried { unsafe shm_open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0) }
  guard descriptor >= 0 else { throw .system("cannot be opened", file: file) }
  return try readMemory(owning: descriptor, name: file, options)
}

/// Reads numbers from memory that a process holds open: a memfd, or POSIX shared memory.
///
/// The process has to be one that this one might trace, as those of the same user are. Files of a disk, and
/// of a memory file system that have a name outside of POSIX shared memory, are refused: whoever holds
/// them open need not be the caller.
///
/// - Parameters:
///   - process: the number of the process.
///   - descriptor: the number of its descriptor.
///   - options: `elementType` and `shape`, and what else raw files take.
/// - Returns: a column, a table of columns or a matrix, as from shared memory.
/// - Throws: ``DriftlineError`` of kind `data_not_found` where there is no such process or descriptor, it
///   may not be opened, or it is no such memory, and else as reading a raw file does.
/// - Complexity: O(1).
package func readDataset(
  process: Int32, descriptor: Int32, options: InputOptions
) throws(DriftlineError) -> Dataset {
  let file = "descriptor \(descriptor) of process \(process)"
  guard process > 0, descriptor >= 0 else {
    throw .inFile(.dataNotFound, "there is no such descriptor", file: file)
  }
  // First only where it is: the opening of a device or of a FIFO may do something.
  let place = retried {
    unsafe open("/proc/\(process)/fd/\(descriptor)", pathOnly | O_CLOEXEC | O_NOCTTY)
  }
  guard place >= 0 else { throw .system("cannot be opened", file: file) }
  defer { close(place) }
  let status = try fileStatus(of: place, name: file)
  var shared = stat()
  let isShared =
    unsafe stat("/dev/shm", &shared) == 0 && status.st_dev == shared.st_dev
  guard status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 0 || isShared else {
    throw notMemory(file)
  }
  let opened = retried { unsafe open("/proc/self/fd/\(place)", O_RDONLY | O_CLOEXEC | O_NOCTTY) }
  guard opened >= 0 else { throw .system("cannot be opened", file: file) }
  return try readMemory(owning: opened, name: file, options)
}

private func readMemory(
  owning descriptor: Int32, name: String, _ options: InputOptions
) throws(DriftlineError) -> Dataset {
  // Only memory can be sealed, whether it is or not.
  guard driftline_get_seals(descriptor) >= 0 else {
    close(descriptor)
    throw notMemory(name)
  }
  let file = try OpenFile(owning: descriptor, name: name)
  if let format = options.format, format != .raw {
    throw DriftlineError(
      .invalidParams, "\(name): memory holds numbers as they are, and no \(format.rawValue)",
      at: "format", details: [.init("file", .string(name))])
  }
  try options.check()
  return try readRaw(FileSource(file), options, mayGoOn: true)
}

private func notMemory(_ file: String) -> DriftlineError {
  .inFile(.dataNotFound, "this is no memfd and no POSIX shared memory", file: file)
}

/// Opens a process so that one is told of its end.
///
/// - Returns: a descriptor that is readable once the process has ended, and that the caller closes; -1
///   with `errno` where there is no such process (`ESRCH`), or the system has no such descriptors
///   (`ENOSYS`).
package func openProcess(_ process: Int32) -> Int32 { driftline_pidfd_open(process) }

/// Has the allocator give back blocks of 4 MiB and more to the system when they are freed, in a process
/// that lives for long.
package func giveBackLargeBlocks() { driftline_give_back_blocks(4 << 20) }
