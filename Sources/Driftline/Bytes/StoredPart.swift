/// What can be written as bytes and read from them.
///
/// Equal values have equal bytes, and what is read from bytes is written as the same ones. Reading
/// checks all that later code relies on, so that no bytes, however they came to be, can stop a
/// program that merges or compares what it read.
package protocol StoredPart {
  /// Writes the value.
  func write(to out: inout ByteWriter)

  /// Reads a value.
  ///
  /// - Throws: ``DriftlineError`` of kind `data_format` that names the byte and the field.
  init(from input: inout ByteReader) throws(DriftlineError)
}

extension ByteWriter {
  /// Writes whether there is a part, and the part.
  package mutating func optional(_ part: (some StoredPart)?) {
    flag(part != nil)
    part?.write(to: &self)
  }
}

extension ByteReader {
  /// Reads a part, where one was written.
  package mutating func optional<Part: StoredPart>(
    _ field: String, _: Part.Type = Part.self
  ) throws(DriftlineError) -> Part? {
    try flag("whether there is \(field)") ? try Part(from: &self) : nil
  }
}
