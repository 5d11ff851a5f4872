import CLibcrypto
import ErrorMapping
import ImageModel

/// A running SHA-256 or SHA-512, held in one libcrypto context.
///
/// Not copyable: the context has one owner, and is freed when that owner ends.
package struct DigestHasher: ~Copyable, Sendable {
    private let algorithm: DigestAlgorithm
    /// The context's address: a number, since the one owner of this value may move it between threads.
    private let address: Int

    private var context: OpaquePointer? { OpaquePointer(bitPattern: address) }

    /// Starts a hash of no bytes yet.
    package init(_ algorithm: DigestAlgorithm) throws(StoreError) {
        if let problem = resolve_crypto_load() { throw .library(String(cString: problem)) }
        guard let context = resolve_EVP_MD_CTX_new() else { throw .hashing(function: "EVP_MD_CTX_new") }
        guard resolve_EVP_DigestInit_ex(context, algorithm.function, nil) == 1 else {
            resolve_EVP_MD_CTX_free(context)
            throw .hashing(function: "EVP_DigestInit_ex")
        }
        self.init(algorithm, context: context)
    }

    /// Takes over a context that has hashed some bytes.
    private init(_ algorithm: DigestAlgorithm, context: OpaquePointer) {
        self.algorithm = algorithm
        address = Int(bitPattern: context)
    }

    deinit { resolve_EVP_MD_CTX_free(context) }

    /// An independent copy that has hashed the same bytes so far.
    package func copy() throws(StoreError) -> DigestHasher {
        guard let other = resolve_EVP_MD_CTX_new() else { throw .hashing(function: "EVP_MD_CTX_new") }
        guard resolve_EVP_MD_CTX_copy_ex(other, context) == 1 else {
            resolve_EVP_MD_CTX_free(other)
            throw .hashing(function: "EVP_MD_CTX_copy_ex")
        }
        return DigestHasher(algorithm, context: other)
    }

    /// Hashes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
        guard resolve_EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            throw .hashing(function: "EVP_DigestUpdate")
        }
    }

    /// Ends the hash and returns the digest; it consumes `self`, so no update can follow.
    package consuming func finish() throws(StoreError) -> Digest {
        var length: UInt32 = 0
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        guard resolve_EVP_DigestFinal_ex(context, &bytes, &length) == 1 else {
            throw .hashing(function: "EVP_DigestFinal_ex")
        }
        return try mapError(
            { (_: DigestError) in StoreError.hashing(function: "EVP_DigestFinal_ex") },
            try Digest(algorithm: algorithm, bytes: Array(bytes.prefix(Int(length)))))
    }
}

extension DigestAlgorithm {
    /// libcrypto's object for the algorithm.
    fileprivate var function: OpaquePointer? {
        switch self {
        case .sha256: resolve_EVP_sha256()
        case .sha512: resolve_EVP_sha512()
        }
    }
}

extension Digest {
    /// The digest of `bytes`.
    package static func of(_ bytes: [UInt8], algorithm: DigestAlgorithm = .sha256) throws(StoreError) -> Digest {
        var hasher = try DigestHasher(algorithm)
        try bytes.withUnsafeBufferPointer { (buffer) throws(StoreError) in
            try hasher.update(UnsafeRawBufferPointer(buffer))
        }
        return try hasher.finish()
    }
}
