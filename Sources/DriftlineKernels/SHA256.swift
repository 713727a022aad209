private import COpenSSL

/// The SHA-256 digest of some bytes: 32 bytes.
///
/// OpenSSL's, which uses the processor's own instructions where it has them.
///
/// - Complexity: O(n).
///
/// Source: FIPS 180-4, DOI 10.6028/NIST.FIPS.180-4.
package func sha256(_ bytes: Span<UInt8>) -> [UInt8] {
  unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, initialized in
    unsafe bytes.withUnsafeBufferPointer { bytes in
      _ = unsafe SHA256(bytes.baseAddress, bytes.count, digest.baseAddress)
    }
    initialized = Int(SHA256_DIGEST_LENGTH)
  }
}
