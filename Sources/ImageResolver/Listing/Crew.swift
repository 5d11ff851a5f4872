/// Does the same with several things, a few at once.
struct Crew: Sendable {
    /// How many at once; at least one.
    let size: Int

    /// What `work` makes of each of `items`, in their order; the first failure ends all.
    func map<Item: Sendable, Product: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async throws(ResolverError) -> Product
    ) async throws(ResolverError) -> [Product] {
        let products = await withTaskGroup(of: (Int, Result<Product, ResolverError>).self) { group in
            var begun = 0
            func begin() {
                guard begun < items.count else { return }
                let (place, item) = (begun, items[begun])
                begun += 1
                group.addTask {
                    do throws(ResolverError) {
                        return (place, .success(try await work(item)))
                    } catch {
                        return (place, .failure(error))
                    }
                }
            }
            for _ in 0..<max(1, size) { begin() }
            var products: [Int: Product] = [:]
            var failure: ResolverError?
            for await (place, result) in group {
                switch result {
                case .success(let product):
                    products[place] = product
                    if failure == nil { begin() }
                case .failure(let error):
                    if failure == nil { group.cancelAll() }
                    failure = failure ?? error
                }
            }
            return failure.map { .failure($0) } ?? Result<[Int: Product], ResolverError>.success(products)
        }
        let found = try products.get()
        return items.indices.compactMap { found[$0] }
    }
}
