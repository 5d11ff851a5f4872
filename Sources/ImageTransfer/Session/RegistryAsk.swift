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
    }

    /// How it is asked for.
    package let method: HTTPMethod
    /// What is asked for.
    package let resource: Resource
    /// The request's headers, without authorization.
    package let headers: HTTPHeaders

    /// A manifest or index, in any form that is read.
    package static func manifest(_ name: String, method: HTTPMethod = .get) -> RegistryAsk {
        RegistryAsk(method: method, resource: .manifest(name), headers: ["Accept": MediaType.acceptHeader])
    }

    /// A blob, or the stretch of it that `range` names.
    package static func blob(_ digest: Digest, range: HTTPHeader? = nil) -> RegistryAsk {
        RegistryAsk(method: .get, resource: .blob(digest), headers: HTTPHeaders().adding(range))
    }

    /// Where it is asked for.
    func address(at endpoint: RegistryEndpoint) -> WebAddress {
        switch resource {
        case .manifest(let name): endpoint.manifest(name)
        case .blob(let digest): endpoint.blob(digest)
        }
    }
}
