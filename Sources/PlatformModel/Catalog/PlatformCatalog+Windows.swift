extension PlatformCatalog {
    /// What a Windows host of a build runs.
    ///
    /// The row of the build itself goes before the latest row that stands for later builds. Where the product is not
    /// known and rows differ by it, the one that runs less counts.
    package func windowsBuild(_ build: Int, product: WindowsProduct?) -> WindowsBuild? {
        let suited = windowsBuilds.filter { $0.product == nil || product == nil || $0.product == product }
        let own = suited.filter { !$0.andLater && $0.build == build }
        let latest = suited.filter { $0.andLater && $0.build <= build }.map(\.build).max()
        let rows = own.isEmpty ? suited.filter { $0.andLater && $0.build == latest } : own
        return rows.max { $0.processMinimum.number(onHost: build) < $1.processMinimum.number(onHost: build) }
    }
}
