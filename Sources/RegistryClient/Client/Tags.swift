import ErrorMapping
import RegistryProtocol

extension RegistrySession {
    /// All tags of the session's repository, page by page.
    package func tags() async throws(RegistryError) -> TagPages {
        var pages = TagPages()
        while let page = pages.next {
            let request = RegistryRequest.tags(page)
            let (response, body): (Response, [UInt8])
            do throws(RegistryError) {
                (response, body) = try await read(request)
            } catch {
                // A registry may refuse a request for more tags than it has.
                guard pages.isGuess, [.notFound, .malformed].contains(error.subject) || error.status == 400 else {
                    throw error
                }
                pages.end()
                break
            }
            try mapError(
                { self.error(self.operation(of: request), .response($0)) }, try pages.take(self.page(response, body)))
        }
        return pages
    }

    /// A page of a list, with the addresses that its link to the next page is checked against.
    func page(_ response: Response, _ body: [UInt8]) -> PageResponse {
        PageResponse(
            requested: response.requested, responder: response.address, headers: response.head.headers, body: body)
    }
}
