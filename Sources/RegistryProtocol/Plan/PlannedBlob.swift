import ImageModel

/// A blob that a pull must fetch.
package struct PlannedBlob: Hashable, Sendable {
    /// What is fetched, and how large it is.
    package let descriptor: Descriptor
    /// Where else it may be had, when the registry does not have it: without credentials, over https, outside private networks.
    package let foreignAddresses: [WebAddress]

    /// A blob, with those of its descriptor's addresses that may be asked.
    package init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
        foreignAddresses = descriptor.urls.compactMap { text in
            guard let address = try? WebAddress(parsing: text), address.isSecure, address.reach == .everywhere else {
                return nil
            }
            return address
        }
    }
}
