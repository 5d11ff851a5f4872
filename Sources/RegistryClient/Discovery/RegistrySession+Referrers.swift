import ImageModel
import RegistryProtocol

extension RegistrySession {
    /// What is attached to the document of that digest, by the referrers API or, where there is none, by the tag schema.
    package func referrers(of digest: Digest) async throws(FetchError) -> Referrers {
        var pages = ReferrersPages()
        while true {
            switch pages.next {
            case .ask(let question): try await take(question, of: digest, into: &pages)
            case .askTag: return Referrers(keeper: .clients, descriptors: try await taggedReferrers(of: digest))
            case .done(let descriptors): return Referrers(keeper: .registry, descriptors: descriptors)
            }
        }
    }

    /// What clients have listed as attached, under the tag for it.
    package func taggedReferrers(of digest: Digest) async throws(FetchError) -> [Descriptor] {
        guard let document = try await documentIfAny(tag: digest.referrersTag) else { return [] }
        do throws(ManifestError) {
            let content = try ManifestDocument(parsing: document.bytes, contentType: document.contentType)
            guard case .index(let index) = content else { return [] }
            return index.manifests
        } catch {
            throw .unreadable(error, document.digest)
        }
    }

    /// The manifest or index behind a tag; `nil` where the registry has no such tag.
    package func documentIfAny(tag: String) async throws(FetchError) -> FetchedDocument? {
        do throws(FetchError) {
            return try await document(tag: tag)
        } catch {
            guard error.subject == .notFound else { throw error }
            return nil
        }
    }

    private func take(
        _ question: ReferrersPages.Question, of digest: Digest, into pages: inout ReferrersPages
    ) async throws(FetchError) {
        let (reply, body): (Reply, [UInt8])
        do throws(FetchError) {
            (reply, body) = try await small(.referrers(of: digest, question), what: "the referrers of \(digest)")
        } catch {
            guard case .session(.transfer(.status(let failure)), _) = error, pages.takes(status: failure.status) else {
                throw error
            }
            return
        }
        do throws(TagListError) {
            try pages.take(
                TagPages.Answer(asked: reply.asked, answered: reply.address, headers: reply.head.headers, body: body))
        } catch {
            throw .tags(error)
        }
    }
}
