/// Something that a file may hold: what it is and where, that it is not there, or why it cannot be told.
package enum Found<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The value, and its offset in the file.
    case found(Value, at: UInt64)
    /// The file does not hold it.
    case absent
    /// It cannot be told.
    case unknown(Doubt)

    /// The value, if it was found.
    package var value: Value? {
        if case .found(let value, _) = self { return value }
        return nil
    }

    /// Why it cannot be told.
    package var doubt: Doubt? {
        if case .unknown(let doubt) = self { return doubt }
        return nil
    }

    /// Reads a value; what the reading throws is the doubt.
    init(reading: () throws(Doubt) -> Found<Value>) {
        do throws(Doubt) {
            self = try reading()
        } catch {
            self = .unknown(error)
        }
    }
}

/// Why something about a file cannot be told.
package enum Doubt: Error, Hashable, Sendable, CustomStringConvertible {
    /// The part of the file was not read.
    case notRead(Range<UInt64>)
    /// A header names a part that lies beyond the end of the file.
    case beyondEnd(offset: UInt64, count: UInt64, size: UInt64)
    /// A table or text is longer than the limit.
    case tooLong(Part, UInt64, limit: UInt64)
    /// A part does not have its form.
    case malformed(Part, at: UInt64)
    /// The program was built by a Go that did not record its settings (before Go 1.18).
    case goWithoutSettings(at: UInt64)

    /// A part of a program.
    package enum Part: String, Hashable, Sendable {
        /// The first header of the file.
        case header = "header"
        /// The table of program headers of an ELF file.
        case programHeaders = "table of program headers"
        /// The table of sections.
        case sections = "table of sections"
        /// The path of the loader.
        case loader = "path of the loader"
        /// Notes of an ELF file.
        case notes = "notes"
        /// The section `.ARM.attributes`.
        case armAttributes = "attributes for Arm"
        /// Go's build information.
        case goBuildInformation = "build information of Go"
        /// The header of .NET in a PE file.
        case managedHeader = "header of .NET"
        /// The list of programs in a universal Mach-O file.
        case slices = "list of architectures"
    }

    /// The part that was not read, if that is the reason.
    var unread: Range<UInt64>? {
        if case .notRead(let range) = self { return range }
        return nil
    }

    /// The reason, with the numbers.
    package var description: String {
        switch self {
        case .notRead(let range): "bytes \(range.lowerBound) to \(range.upperBound) of the file were not read"
        case .beyondEnd(let offset, let count, let size):
            "a header names \(count) bytes at \(offset), but the file has \(size) bytes"
        case .tooLong(let part, let count, let limit):
            "the \(part.rawValue) has \(count) bytes, and the limit is \(limit)"
        case .malformed(let part, let offset): "the \(part.rawValue) at \(offset) is malformed"
        case .goWithoutSettings(let offset):
            "the build information at \(offset) is that of a Go before 1.18, which records no settings"
        }
    }
}
