import Driftline

/// What the header of a `.npy` file says: versions 1.0, 2.0 and 3.0.
///
/// Source: NumPy Enhancement Proposal 1, and `numpy.lib.format`.
struct NPYHeader {
  let element: StoredElement
  let fortranOrder: Bool
  let shape: [Int]
  /// How many bytes the elements take.
  let dataSize: Int
  /// Where they start.
  let dataOffset: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy itself reads headers of 10 000 bytes unless told otherwise.
  private static let longest = 1 << 20

  /// Reads the header from the start of a file.
  ///
  /// - Throws: ``DriftlineError`` of kind `data_format` where it is damaged, and
  ///   `unsupported_format` where it is of a version or of elements that are not read.
  init(reading source: any ByteSource) throws(DriftlineError) {
    let file = source.name
    let start = try source.next(8)
    guard start.starts(with: NPYHeader.magic), start.count == 8 else {
      throw .inFile(
        .dataFormat, "this is no .npy file; it has to start with \\x93NUMPY", file: file)
    }
    guard 1...3 ~= start[6], start[7] == 0 else {
      throw .inFile(
        .unsupportedFormat,
        "the .npy version is \(start[6]).\(start[7]); 1.0, 2.0 and 3.0 are read", file: file)
    }
    let lengthSize = start[6] == 1 ? 2 : 4
    let lengthBytes = try source.next(lengthSize)
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    let text = length <= NPYHeader.longest ? try source.next(length) : []
    guard lengthBytes.count == lengthSize, text.count == length else {
      throw .inFile(
        .dataFormat, "the .npy header says it is \(length) bytes long, and it is not", file: file)
    }
    let fields: NPYHeaderText.Fields
    do {
      fields = try NPYHeaderText.parse(text)
    } catch {
      throw .inFile(.dataFormat, "the .npy header is damaged: \(error.problem)", file: file)
    }
    guard let element = StoredElement(fields.descr) else {
      throw .inFile(
        .unsupportedFormat,
        "the elements are of type \(shortened(fields.descr)); read are bool, whole numbers of 1 to "
          + "8 bytes and floating-point numbers of 2, 4 and 8 bytes",
        file: file, details: [.init("got", .string(fields.descr))])
    }
    guard let size = NPYHeader.product(fields.shape + [element.size]) else {
      throw .inFile(.dataFormat, "no memory holds shape \(fields.shape)", file: file)
    }
    self.element = element
    fortranOrder = fields.fortranOrder
    shape = fields.shape
    dataSize = size
    dataOffset = 8 + lengthSize + length
  }

  private static func product(_ factors: [Int]) -> Int? {
    var product = 1
    // What overflows without its zeros would overflow in strides.
    for factor in factors where factor != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = next
    }
    return factors.contains(0) ? 0 : product
  }
}
