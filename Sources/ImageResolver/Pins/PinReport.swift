import ImageModel
import PinModel

/// A pin with what the registry says about it.
package struct CheckedPin: Sendable {
    /// The pin.
    package let pin: Pin
    /// What it stands for, or why that is not known.
    package let result: Result<PinVerdict, ResolverError>
    /// Whether the list's digest has replaced it.
    package internal(set) var isRewritten = false

    /// Whether it names one platform's entry of a list.
    package var isChild: Bool { (try? result.get())?.list != nil }

    /// The reference that pins the list instead of one of its entries.
    package var better: Reference? {
        guard let list = (try? result.get())?.list else { return nil }
        return pin.reference.entry(list)
    }
}

/// A file with its pins.
package struct CheckedPinFile: Sendable {
    /// The file, as the user named it.
    package let path: String
    /// What the file is; `nil` if it could not be read.
    package let kind: PinFile.Kind?
    /// The pins, in file order.
    package internal(set) var pins: [CheckedPin] = []
    /// The number of references without a digest.
    package let unpinned: Int
    /// What looks like a pin and cannot be looked up.
    package let unchecked: [UncheckedImage]
    /// Why the file could not be read or written.
    package internal(set) var failure: ResolverError?

    init(unreadable path: String, _ error: ResolverError) {
        self.path = path
        kind = nil
        unpinned = 0
        unchecked = []
        failure = error
    }

    init(_ file: OpenedPinFile, _ results: [Reference: Result<PinVerdict, ResolverError>]) {
        path = file.path
        kind = file.kind
        unpinned = file.scan.unpinned
        unchecked = file.scan.unchecked
        pins = file.scan.pins.compactMap { pin in results[pin.reference].map { CheckedPin(pin: pin, result: $0) } }
    }
}

/// The pins of all files that were named.
package struct PinReport: Sendable {
    /// The files, in the order given.
    package let files: [CheckedPinFile]

    /// All pins.
    package var pins: [CheckedPin] { files.flatMap(\.pins) }

    /// The error with which the check ends: a pin that names one platform's image is left, or something could not be asked.
    ///
    /// What is known to be wrong comes before what is not known.
    package var error: ResolverError? {
        let children = pins.filter { $0.isChild && !$0.isRewritten }
        guard children.isEmpty else {
            let sentence =
                children.count == 1
                ? "1 pin names one platform's image" : "\(children.count) pins name one platform's image"
            return ResolverError(
                .mismatch, "\(sentence), where other platforms need the list's digest",
                hint: "--fix writes the digests of the lists")
        }
        guard let first = failures.first, failures.count > 1 else { return failures.first }
        guard failures.contains(where: { $0.kind != first.kind }) else {
            return ResolverError(first.kind, "\(failures.count) files or pins could not be checked")
        }
        return ResolverError(.partial, "\(failures.count) files or pins could not be checked, for different reasons")
    }

    /// The failures of files that ``error`` does not repeat.
    package var otherFailures: [ResolverError] {
        let isRepeated = failures.count == 1 && error?.kind == failures.first?.kind
        return isRepeated ? [] : files.compactMap(\.failure)
    }

    /// Why files could not be read or written, and pins not be asked for.
    private var failures: [ResolverError] {
        files.compactMap(\.failure) + pins.compactMap { $0.result.failure }
    }
}

extension Result {
    /// The error; `nil` for a value.
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
