import ImageModel

/// Collects the documents that a registry lists as attached to another one, page by page (distribution-spec, "Listing
/// Referrers").
///
/// When the registry reports that it has no such list, the caller reads the tag of the referrers tag schema instead.
package struct ReferrersPages: Sendable {
    /// The next page to request.
    package enum Page: Hashable, Sendable {
        /// The first page, at the address of the list.
        case first
        /// The page with this path and query on the registry.
        case target(String)
    }

    /// What to do next.
    package enum Step: Hashable, Sendable {
        /// Request a page.
        case request(Page)
        /// Request the index behind ``ImageModel/Digest/referrersTag``.
        case requestTag
        /// The list is complete.
        case done([Descriptor])
    }

    /// The most pages that are read.
    package static let mostPages = 200
    // Statuses of registries that do not support referrers; the specification's is 404.
    private static let unsupported = [400, 404, 405, 406, 415, 501]

    /// What to do next.
    package private(set) var next: Step = .request(.first)
    private var gathered: [Descriptor] = []
    private var seen: Set<Digest> = []
    private var targets: Set<String> = []
    private var pages = 0

    /// Starts at the first page.
    package init() {}

    /// Handles the status of an error; `false` when it only means that the request failed.
    package mutating func handles(status: Int) -> Bool {
        guard pages == 0, Self.unsupported.contains(status) else { return false }
        next = .requestTag
        return true
    }

    /// Takes a successful response.
    package mutating func take(_ response: PageResponse) throws(ResponseError) {
        let type = response.headers.first("Content-Type")
        guard case .index(let index) = try? ManifestDocument(parsing: response.body, contentType: type) else {
            // A server that responds to everything with an HTML page does not support referrers.
            next = pages == 0 ? .requestTag : .done(gathered)
            return
        }
        pages += 1
        targets.insert(response.requested.pathAndQuery)
        gathered += index.manifests.filter { seen.insert($0.digest).inserted }
        next = .done(gathered)
        guard let target = try response.nextTarget() else { return }
        guard !targets.contains(target) else { throw .pageLoop(entries: gathered.count) }
        guard pages < Self.mostPages else { throw .tooManyPages(limit: Self.mostPages, entries: gathered.count) }
        next = .request(.target(target))
    }
}

extension Digest {
    /// The tag under which a registry without the referrers API lists the documents attached to the one of this digest.
    ///
    /// distribution-spec, "Referrers Tag Schema": algorithm and hash joined by `-`, limited to 32 and 64 characters.
    package var referrersTag: String { "\(algorithm.rawValue.prefix(32))-\(hex.prefix(64))" }

    /// The tags under which cosign stores a signature, attestations and an SBOM for the document of this digest.
    package var attachmentTags: [String] {
        [".sig", ".att", ".sbom"].map { "\(algorithm.rawValue)-\(hex)\($0)" }
    }
}
