extension Descriptor {
    /// The digest, as it is written, of the image that this entry of a list is an attestation of: builders tie the two by an
    /// annotation.
    package var attested: String? { annotations["vnd.docker.reference.digest"] }
}
