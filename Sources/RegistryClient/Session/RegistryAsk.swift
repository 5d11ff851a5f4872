import ImageModel
import RegistryProtocol

/// One thing to ask of a repository.
package struct RegistryAsk: Sendable {
    /// What is asked for.
    package enum Resource: Sendable {
        /// A manifest or index, by tag or digest.
        case manifest(String)
        /// A blob.
        case blob(Digest)
        /// The root of the API.
        case root
        /// A page of the repository's tags.
        case tags(TagPages.Question)
        /// A page of what is attached to the document of that digest.
        case referrers(Digest, ReferrersPages.Question)
        /// Where uploads are opened.
        case uploads
        /// Where a blob of another repository of the registry is asked for.
        case mount(Digest, from: String)
        /// A place that the registry has named, used as it stands.
        case location(WebAddress)
    }

    /// How it is asked for.
    package let method: HTTPMethod
    /// What is asked for.
    package let resource: Resource
    /// The request's headers, without authorization.
    package let headers: HTTPHeaders
    /// The body, where it is small.
    package let body: [UInt8]?

    /// Asks for something, with a small body or none.
    init(_ method: HTTPMethod, _ resource: Resource, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil) {
        self.method = method
        self.resource = resource
        self.headers = headers
        self.body = body
    }

    /// A manifest or index, in any form that is read.
    package static func manifest(_ name: String, method: HTTPMethod = .get) -> RegistryAsk {
        RegistryAsk(method, .manifest(name), headers: ["Accept": MediaType.acceptHeader])
    }

    /// A blob, or the stretch of it that `range` names.
    package static func blob(_ digest: Digest, range: HTTPHeader? = nil) -> RegistryAsk {
        RegistryAsk(.get, .blob(digest), headers: HTTPHeaders().adding(range))
    }

    /// Whether one is let in at all.
    package static let login = RegistryAsk(.get, .root)

    /// A page of tags.
    package static func tags(_ question: TagPages.Question) -> RegistryAsk {
        RegistryAsk(.get, .tags(question), headers: ["Accept": "application/json"])
    }

    /// A page of what is attached to the document of that digest.
    package static func referrers(of digest: Digest, _ question: ReferrersPages.Question) -> RegistryAsk {
        RegistryAsk(.get, .referrers(digest, question), headers: ["Accept": MediaType.ociIndex])
    }

    /// Where it is asked for.
    func address(at endpoint: RegistryEndpoint) -> WebAddress {
        switch resource {
        case .manifest(let name): endpoint.manifest(name)
        case .blob(let digest): endpoint.blob(digest)
        case .root: endpoint.root
        case .tags(.after(let last)): endpoint.tags(count: TagPages.tagsAPage, after: last)
        case .tags(.target(let target)): endpoint.page(target)
        case .referrers(let digest, .first): endpoint.referrers(of: digest)
        case .referrers(_, .target(let target)): endpoint.page(target)
        case .uploads: endpoint.uploads
        case .mount(let digest, let source): endpoint.mount(digest, from: source)
        case .location(let address): address
        }
    }

    /// The repository that a token must allow to be read besides the session's own.
    var mountedRepository: String? {
        guard case .mount(_, let source) = resource else { return nil }
        return source
    }
}
