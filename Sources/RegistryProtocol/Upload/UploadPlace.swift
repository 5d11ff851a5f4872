/// Reads where an upload goes on from a registry's answers.
///
/// A registry may send its clients to places as public as itself or more so, over TLS where it is spoken to over TLS itself;
/// see ``AddressReach`` and ``RedirectPolicy``, whose rules these are.
package struct UploadPlace: Hashable, Sendable {
    /// Where the registry's API begins.
    package let registry: WebAddress
    /// Whether the location may leave TLS (`--insecure`).
    package let permitsLeavingTLS: Bool

    /// The rule for the uploads of one registry.
    package init(registry: WebAddress, permitsLeavingTLS: Bool) {
        self.registry = registry
        self.permitsLeavingTLS = permitsLeavingTLS
    }

    /// The location that `head`, an answer of `address`, names; it is used as it is written, its query included.
    package func location(_ head: HTTPHead, from address: WebAddress) throws(UploadLocationError) -> WebAddress {
        guard let text = head.headers.first("Location") else { throw .missing(status: head.status) }
        let target: WebAddress
        do throws(WebAddressError) {
            target = try address.resolving(text)
        } catch {
            throw .malformed(error)
        }
        guard target.isSecure || !address.isSecure || permitsLeavingTLS else { throw .insecure(target: target) }
        guard registry.reach.mayLead(to: target.reach) else { throw .inward(target: target) }
        return target
    }
}
