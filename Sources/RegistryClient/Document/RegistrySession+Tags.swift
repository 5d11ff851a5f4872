import ImageModel
import RegistryProtocol

extension RegistrySession {
    /// All tags of the session's repository, page by page.
    package func tags() async throws(FetchError) -> TagPages {
        var pages = TagPages()
        while let question = pages.next {
            let (reply, body): (Reply, [UInt8])
            do throws(FetchError) {
                (reply, body) = try await small(.tags(question), what: "the tags of '\(reference.repository)'")
            } catch {
                // Who is asked for more than there is may say so.
                guard pages.isGuess, [.notFound, .malformed].contains(error.subject) || error.isBadRequest else {
                    throw error
                }
                pages.end()
                break
            }
            do throws(TagListError) {
                try pages.take(
                    TagPages.Answer(
                        asked: reply.asked, answered: reply.address, headers: reply.head.headers, body: body))
            } catch {
                throw .tags(error)
            }
        }
        return pages
    }
}

extension FetchError {
    /// Whether the registry did not understand the request.
    fileprivate var isBadRequest: Bool {
        guard case .session(.transfer(.status(let failure)), _) = self else { return false }
        return failure.status == 400
    }
}
