import ImageModel
import PlatformModel

/// What a registry says about a pin.
package struct PinEvidence: Hashable, Sendable {
    /// The document that the digest names.
    package enum Subject: Hashable, Sendable {
        /// A list: an image index or a manifest list.
        case list
        /// One manifest, for the platform in its config, if that names one.
        case manifest(Platform?)
    }

    /// What the tag beside the digest names now.
    package enum Tag: Hashable, Sendable {
        /// The same digest.
        case same
        /// A list; `holdsPin` if the pinned manifest is one of its entries, also through nested lists.
        case list(Digest, holdsPin: Bool)
        /// Another manifest.
        case manifest(Digest)
        /// Nothing: there is no such tag any more.
        case missing
    }

    /// What the digest names.
    package let subject: Subject
    /// What the tag names; `nil` if the reference has none.
    package let tag: Tag?

    package init(_ subject: Subject, tag: Tag?) {
        self.subject = subject
        self.tag = tag
    }
}

/// What a pin stands for.
package enum PinVerdict: Hashable, Sendable {
    /// A list, as a pin should.
    case list
    /// One platform's entry of a list, which other platforms cannot use.
    case child(of: Digest, Platform?)
    /// One platform's image, which its tag names, too: there is no list.
    case single(Platform?)
    /// One platform's image, without a tag that would say whether it is an entry of a list.
    case unknown(Platform?)
    /// Another image than its tag names now.
    case moved(to: Digest, pinned: PinEvidence.Subject)

    /// Judges by what the registry said.
    package init(_ evidence: PinEvidence) {
        switch (evidence.subject, evidence.tag) {
        case (.manifest(let platform), .list(let list, holdsPin: true)): self = .child(of: list, platform)
        case (.manifest(let platform), .same): self = .single(platform)
        case (.manifest(let platform), nil), (.manifest(let platform), .missing): self = .unknown(platform)
        case (.list, .same), (.list, nil), (.list, .missing), (.list, .list(_, holdsPin: true)): self = .list
        case (let subject, .list(let current, _)), (let subject, .manifest(let current)):
            self = .moved(to: current, pinned: subject)
        }
    }

    /// The name of the verdict in JSON output.
    package var word: String {
        switch self {
        case .list: "list"
        case .child: "child"
        case .single: "single"
        case .unknown: "unknown"
        case .moved: "moved"
        }
    }

    /// The list that should be pinned instead.
    package var list: Digest? {
        if case .child(let list, _) = self { list } else { nil }
    }

    /// The platform of a single manifest.
    package var platform: Platform? {
        switch self {
        case .child(_, let platform), .single(let platform), .unknown(let platform): platform
        case .moved(_, .manifest(let platform)): platform
        case .list, .moved(_, .list): nil
        }
    }

    /// Whether the digest names a list.
    package var isList: Bool {
        switch self {
        case .list, .moved(_, .list): true
        case .child, .single, .unknown, .moved: false
        }
    }
}
