import ImageModel
import PlatformModel

extension ImageOrigin {
    /// What `choose` makes of `root` or, where no entry of it suits, of what the next place has under the same name.
    ///
    /// A mirror may hold a part of a list only. The last place's error is the one that counts; it tells what the others offer.
    func choosing<Choice>(
        from root: Document, _ choose: (Document) async throws(ResolverError) -> Choice
    ) async throws(ResolverError) -> Choice {
        var root = root
        var seen: Set<Digest> = []
        var offers: [String] = []
        while true {
            let refusal: ResolverError
            do throws(ResolverError) {
                return try await choose(root)
            } catch {
                refusal = error
            }
            guard refusal.noMatch != nil else { throw refusal.telling(offers) }
            seen.insert(root.digest)
            let offer = await rootEndpoint.map { "'\(Printable.escaped($0))' offers \(refusal.offered)" }
            let next: Document?
            do throws(ResolverError) {
                next = try await otherRoot(besides: seen, because: refusal)
            } catch {
                // That nobody else has the image is less worth knowing than what is offered.
                guard error.kind != .notFound else { throw refusal.telling(offers) }
                throw error.telling(offers + [offer].compactMap(\.self))
            }
            guard let next else { throw refusal.telling(offers) }
            if let offer { offers.append(offer) }
            root = next
        }
    }
}

extension ResolverError {
    /// The platforms that were offered and refused.
    fileprivate var offered: String {
        let names = (noMatch?.offered ?? []).compactMap(\.platform).map { Printable.escaped($0.full) }
        return names.isEmpty ? "no platform" : names.joined(separator: ", ")
    }

    /// The same error with what other places offer.
    fileprivate func telling(_ offers: [String]) -> ResolverError {
        guard !offers.isEmpty else { return self }
        var error = self
        error.message += "; " + offers.joined(separator: "; ")
        return error
    }
}
