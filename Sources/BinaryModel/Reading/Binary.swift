/// What a file is, by its bytes.
package struct Binary: Hashable, Sendable {
    /// The kind of the file, with what its headers say.
    package enum Content: Hashable, Sendable {
        /// A program, library or other file in the Executable and Linkable Format.
        case elf(ELFFile)
        /// A program or library of Windows, EFI or .NET.
        case pe(PEFile)
        /// A program or library of macOS; a universal file holds several.
        case machO([MachOSlice])
        /// A file whose first line names its interpreter.
        case script(ScriptLine)
        /// A class of Java, which runs on every platform; with the version of its format.
        case javaClass(version: Int)
        /// A WebAssembly module.
        case webAssembly(version: Int)
        /// Another file, which no system runs.
        case other(OtherContent)
        /// The file cannot be judged.
        case unknown(Doubt)
    }

    /// The size of the file, in bytes.
    package let size: UInt64
    /// What the file is.
    package let content: Content

    /// Describes a file that was read.
    package init(size: UInt64, content: Content) {
        self.size = size
        self.content = content
    }

    /// Why parts of the file cannot be told, in the order in which they would be read.
    package var doubts: [Doubt] {
        switch content {
        case .elf(let file): file.doubts
        case .pe(let file): [file.managed.doubt].compactMap(\.self)
        case .machO(let slices): slices.compactMap(\.doubt)
        case .unknown(let doubt): [doubt]
        case .script, .javaClass, .webAssembly, .other: []
        }
    }
}

/// A file that is no program, by its first bytes.
package enum OtherContent: String, CaseIterable, Hashable, Sendable {
    case empty = "an empty file"
    case html = "an HTML page"
    case xml = "an XML document"
    case gitLFSPointer = "a pointer of Git LFS"
    case gzip = "data compressed by gzip"
    case zstandard = "data compressed by zstd"
    case xz = "data compressed by xz"
    case bzip2 = "data compressed by bzip2"
    case zip = "a ZIP archive"
    case tar = "a tar archive"
    case archive = "an archive of object files"
    case dosProgram = "a program of DOS"
    case byteOrderMark = "text with a byte order mark"
    case leadingBlank = "a script with a blank before its '#!'"
    case interpreterMissing = "a script whose '#!' names no interpreter"
    case interpreterCut = "a script whose interpreter does not end within 256 bytes"
    case utf16 = "text in UTF-16"
    case text = "text without '#!'"
    case data = "data"

    /// The first bytes of formats, and what they mean.
    private static let magics: [([UInt8], OtherContent)] = [
        ([0x1F, 0x8B], .gzip), ([0x28, 0xB5, 0x2F, 0xFD], .zstandard), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .xz),
        (Array("BZh".utf8), .bzip2), (Array("PK\u{3}\u{4}".utf8), .zip), (Array("!<arch>\n".utf8), .archive),
        (Array("MZ".utf8), .dosProgram), ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16),
        (Array("version https://git-lfs".utf8), .gitLFSPointer),
    ]

    /// Classifies the first bytes of a file that is no program; 512 suffice.
    package init(_ head: [UInt8]) {
        if head.isEmpty {
            self = .empty
        } else if let match = Self.magics.first(where: { head.starts(with: $0.0) }) {
            self = match.1
        } else if head.count > 262, head[257..<262].elementsEqual("ustar".utf8) {
            self = .tar
        } else {
            self = Self.text(head)
        }
    }

    private static func text(_ head: [UInt8]) -> OtherContent {
        let hasMark = head.starts(with: [0xEF, 0xBB, 0xBF])
        let text = head.dropFirst(hasMark ? 3 : 0).prefix(512)
        let rest = text.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let start = rest.prefix(16).map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        if start.starts(with: "<!doctype html".utf8) || start.starts(with: "<html".utf8) { return .html }
        if start.starts(with: "<?xml".utf8) { return .xml }
        if hasMark { return .byteOrderMark }
        if rest.startIndex > text.startIndex, rest.starts(with: "#!".utf8) { return .leadingBlank }
        let isText = text.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x07...0x0D).contains($0) || $0 == 0x1B }
        return isText ? .text : .data
    }
}
