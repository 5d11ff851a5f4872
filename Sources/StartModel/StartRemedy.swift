import BinaryModel

extension StartCause {
    /// What helps, in one sentence.
    package var remedy: String {
        switch self {
        case .missingFile(let path, _):
            "copy the file to \(path) in the image, or correct ENTRYPOINT, CMD or WORKDIR"
        case .pathTooLong: "correct ENTRYPOINT or CMD"
        case .notInSearchPath("", _): "name a program in ENTRYPOINT or CMD"
        case .notInSearchPath(let name, _) where name.contains(" "):
            "give the program and each of its arguments a string of its own in ENTRYPOINT or CMD"
        case .notInSearchPath(let name, []): "set PATH with ENV, or name \(name) with its path in ENTRYPOINT or CMD"
        case .notInSearchPath(let name, _):
            "install \(name), name it with its path in ENTRYPOINT or CMD, or add its directory to PATH with ENV"
        case .danglingLink(let link, _):
            "let the link \(link) lead to a file of the image, and let no layer remove that file"
        case .missingTarget(_, _, let link, let target):
            "copy the file to \(target) in the image, let no layer remove it, or let the link \(link) lead to a file"
        case .missingInterpreter(_, let interpreter) where interpreter.hasSuffix("/bash"):
            "install bash, or begin the script with '#!/bin/sh' if it needs nothing that only bash has"
        case .missingInterpreter(_, let interpreter):
            "install the package that has \(interpreter), or name an interpreter in '#!' that the image has"
        case .missingCommand(_, let name, []): "set PATH with ENV, or name \(name) with its path behind '#!'"
        case .missingCommand(_, let name, _): "install \(name), or add its directory to PATH with ENV"
        case .unsplitCommand(_, let words): "write '#!/usr/bin/env -S \(words)'"
        case .missingLoader(_, let loader): Self.loaderRemedy(loader)
        case .foreignLoader(_, let loader, _, let expected):
            "install the C library for \(expected), so that \(loader) is of the program's architecture"
        case .brokenLoader(_, let loader, _, _):
            "install the C library again: \(loader) was damaged when the image was built"
        case .carriageReturn: Self.lineFeedRemedy
        case .nestedScripts: "let the last '#!' name a program"
        case .linkLoop(let path): "let the link \(path) lead to a file"
        case .notDirectory: "correct the path in ENTRYPOINT or CMD"
        case .directory: "name a file in ENTRYPOINT or CMD"
        case .specialFile: "put a regular file at the path"
        case .notExecutable(let path, _):
            "set the permission with 'RUN chmod +x \(path)' or 'COPY --chmod=755', also in the repository if it is kept in Git"
        case .program(_, let fault): Self.remedy(for: fault, of: "the program")
        case .interpreter(_, _, let fault): Self.remedy(for: fault, of: "the interpreter")
        }
    }

    // The quotes are the shell's: without them, sed would take `r` for the letter.
    private static let lineFeedRemedy =
        "convert the script to line feeds with dos2unix or with sed -i 's/\\r$//' FILE, and set 'eol=lf' in "
        + ".gitattributes"

    private static func loaderRemedy(_ loader: String) -> String {
        let name = loader.split(separator: "/").last ?? ""
        if name.hasPrefix("ld-musl") {
            return "build the program in an image with glibc, link it statically, or install musl in the image"
        }
        return "take a base image with glibc instead of Alpine or scratch, or link the program statically, as "
            + "CGO_ENABLED=0 does for Go"
    }

    private static func remedy(for fault: BinaryFault, of subject: String) -> String {
        switch fault {
        case .architecture(_, let expected):
            "build \(subject) for \(expected) or copy the one for \(expected), and let no build stage with "
                + "--platform=$BUILDPLATFORM hand on its own architecture"
        case .level(let needed, let offered):
            "build \(subject) for \(offered), or run the image on machines with \(needed.name) or newer"
        case .compatibility(_, let system): "build \(subject) for \(system)"
        case .abi(_, let architecture): "build \(subject) for the usual ABI of \(architecture)"
        case .system(_, let expected): "build \(subject) for \(expected)"
        case .format(_, let system):
            "build \(subject) for \(system), or start it through a runtime that reads its format"
        case .unlinked: "link the object file, and copy the program that results"
        case .javaClass: "start it with 'java'"
        case .noProgram(let content): remedy(for: content, of: subject)
        case .carriageReturn: lineFeedRemedy
        case .cut: "build or copy \(subject) again: the copy or the download was interrupted"
        case .unread: "look at the file with 'file' or 'readelf -h'"
        }
    }

    private static func remedy(for content: OtherContent, of subject: String) -> String {
        switch content {
        case .empty: "copy or download \(subject) again, and check the download's exit status and size"
        case .html, .xml:
            "download \(subject) again with 'curl -fL' from an address that gives the file, and not a page or an error"
        case .gitLFSPointer: "run 'git lfs pull' before the image is built"
        case .gzip, .zstandard, .xz, .bzip2, .zip, .tar:
            "unpack the archive, and copy the program that it holds"
        case .archive: "link a program with the archive, and copy that"
        case .dosProgram: "build \(subject) for the platform of the image"
        case .byteOrderMark: "save the script as UTF-8 without a byte order mark"
        case .leadingBlank: "let the file begin with '#!', without a blank or an empty line in front"
        case .interpreterMissing: "name an interpreter behind '#!', such as '#!/bin/sh'"
        case .interpreterCut: "shorten the path behind '#!' to fewer than 256 bytes"
        case .utf16: "save the script as UTF-8"
        case .text:
            "begin the script with '#!/bin/sh' or the interpreter that it needs, or start it as an argument of a shell"
        case .data: "copy \(subject) again: the file is no program"
        }
    }
}
