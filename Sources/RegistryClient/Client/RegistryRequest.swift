import ImageModel
import RegistryProtocol

/// One request to a repository.
package struct RegistryRequest: Sendable {
    /// The requested resource.
    package enum Resource: Sendable {
        /// A manifest or index, by tag or digest.
        case manifest(String)
        /// A blob.
        case blob(Digest)
        /// The root of the API.
        case root
        /// A page of the repository's tags.
        case tags(TagPages.Page)
        /// A page of the referrers of the document with that digest.
        case referrers(Digest, ReferrersPages.Page)
        /// The address at which uploads are opened.
        case uploads
        /// The address at which a blob of another repository of the registry is mounted.
        case mount(Digest, from: String)
        /// An address from the registry, used unchanged.
        case location(WebAddress)
    }

    /// The HTTP method.
    package let method: HTTPMethod
    /// The requested resource.
    package let resource: Resource
    /// The request's headers, without authorization.
    package let headers: HTTPHeaders
    /// The body, if it is small.
    package let body: [UInt8]?
    /// Whether the request is sent over a new connection.
    var needsNewConnection = false

    /// Whether the response is a document, which is held in memory, or a blob's bytes, which are not.
    var isForDocument = false

    /// A request without a body, or with a small one.
    init(_ method: HTTPMethod, _ resource: Resource, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil) {
        self.method = method
        self.resource = resource
        self.headers = headers
        self.body = body
    }

    /// Requests a manifest or index in any supported format.
    package static func manifest(_ name: String, method: HTTPMethod = .get) -> RegistryRequest {
        RegistryRequest(method, .manifest(name), headers: ["Accept": MediaType.acceptHeader])
    }

    /// Requests a blob, or the range of it that the `Range` header names.
    package static func blob(_ digest: Digest, range: HTTPHeader? = nil) -> RegistryRequest {
        RegistryRequest(.get, .blob(digest), headers: HTTPHeaders().adding(range))
    }

    /// Checks whether the registry accepts the session's credentials.
    package static let login = RegistryRequest(.get, .root)

    /// Requests a page of tags.
    package static func tags(_ page: TagPages.Page) -> RegistryRequest {
        RegistryRequest(.get, .tags(page), headers: ["Accept": "application/json"])
    }

    /// Requests a page of the referrers of the document with that digest.
    package static func referrers(of digest: Digest, _ page: ReferrersPages.Page) -> RegistryRequest {
        RegistryRequest(.get, .referrers(digest, page), headers: ["Accept": MediaType.ociIndex])
    }

    /// The address of the resource at `endpoint`.
    func address(at endpoint: RegistryEndpoint) -> WebAddress {
        switch resource {
        case .manifest(let name): endpoint.manifest(name)
        case .blob(let digest): endpoint.blob(digest)
        case .root: endpoint.root
        case .tags(.after(let last)): endpoint.tags(count: TagPages.tagsPerPage, after: last)
        case .tags(.target(let target)): endpoint.page(target)
        case .referrers(let digest, .first): endpoint.referrers(of: digest)
        case .referrers(_, .target(let target)): endpoint.page(target)
        case .uploads: endpoint.uploads
        case .mount(let digest, let source): endpoint.mount(digest, from: source)
        case .location(let address): address
        }
    }

    /// Whether the body of the response is delivered as it comes; see ``HTTPRequest/keepsEncoding``.
    var keepsEncoding: Bool {
        if case .blob = resource { !isForDocument } else { false }
    }

    /// The repository that a token must allow to be read in addition to the session's own.
    var mountedRepository: String? {
        guard case .mount(_, let source) = resource else { return nil }
        return source
    }
}
