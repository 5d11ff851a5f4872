import ImageModel

extension Digest {
    /// The tag under which a registry without the referrers API lists what is attached to the document of this digest.
    ///
    /// distribution-spec, "Referrers Tag Schema": algorithm and hash joined by `-`, of which 32 and 64 characters count.
    package var referrersTag: String { "\(algorithm.rawValue.prefix(32))-\(hex.prefix(64))" }

    /// The tags under which cosign keeps what it attaches to the document of this digest: a signature, attestations, an SBOM.
    package var attachmentTags: [String] {
        [".sig", ".att", ".sbom"].map { "\(algorithm.rawValue)-\(hex)\($0)" }
    }
}
