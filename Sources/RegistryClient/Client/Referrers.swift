import ErrorMapping
import ImageModel
import RegistryProtocol

extension RegistrySession {
    /// The referrers of the document with that digest, from the referrers API or, without it, from the tag schema.
    package func referrers(of digest: Digest) async throws(RegistryError) -> Referrers {
        var pages = ReferrersPages()
        while true {
            switch pages.next {
            case .request(let question): try await take(.referrers(of: digest, question), into: &pages)
            case .requestTag: return Referrers(keeper: .clients, descriptors: try await taggedReferrers(of: digest))
            case .done(let descriptors): return Referrers(keeper: .registry, descriptors: descriptors)
            }
        }
    }

    /// The referrers that clients have listed under the tag of the tag schema.
    package func taggedReferrers(of digest: Digest) async throws(RegistryError) -> [Descriptor] {
        guard let document = try await documentIfAny(tag: digest.referrersTag) else { return [] }
        let content = try mapError(
            { error(.manifest(document.digest.description), .unreadable($0)) },
            try ManifestDocument(parsing: document.bytes, contentType: document.contentType))
        guard case .index(let index) = content else { return [] }
        return index.manifests
    }

    /// The manifest or index with that tag; `nil` if the registry does not have the tag.
    package func documentIfAny(tag: String) async throws(RegistryError) -> FetchedDocument? {
        do throws(RegistryError) {
            return try await document(tag: tag)
        } catch {
            guard error.subject == .notFound else { throw error }
            return nil
        }
    }

    private func take(_ request: RegistryRequest, into pages: inout ReferrersPages) async throws(RegistryError) {
        let (response, body): (Response, [UInt8])
        do throws(RegistryError) {
            (response, body) = try await read(request)
        } catch {
            guard let status = error.status, pages.handles(status: status) else { throw error }
            return
        }
        try mapError({ error(operation(of: request), .response($0)) }, try pages.take(page(response, body)))
    }
}

/// The referrers of a document at one registry.
package struct Referrers: Sendable {
    /// The party that maintains the list.
    package enum Keeper: Hashable, Sendable {
        /// The registry, which provides the referrers API.
        case registry
        /// Its clients, under the tag of the tag schema.
        case clients
    }

    /// The party that maintains the list.
    package let keeper: Keeper
    /// The manifests that refer to the document.
    package let descriptors: [Descriptor]
}
