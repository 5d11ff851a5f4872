import ArgumentParser
import PlatformModel

/// What a shell offers for the value of an option. The program is run for it, so that the tables are its only source.
extension CompletionKind {
    /// The names of the built-in hosts.
    static var hostName: CompletionKind {
        .custom { _, _, prefix in catalog?.hostNames.filter { $0.hasPrefix(prefix) } ?? [] }
    }

    /// Platforms, as os/architecture, and with the levels of an architecture that has been typed.
    static var platform: CompletionKind {
        .custom { _, _, prefix in catalog?.platformNames(startingWith: prefix) ?? [] }
    }

    /// The built-in tables; a test reads them, so they are there.
    private static var catalog: PlatformCatalog? { try? PlatformCatalog.builtIn() }
}
