import ImageArchive
import ImageModel

extension ResolverError {
    /// What the archive at `path` says, as the command line sorts it.
    init(archive error: ArchiveError, path: String) {
        let sentence = "'\(Printable.escaped(path, limit: .max))': \(error)"
        switch error {
        case .store(let error): self.init(store: error)
        case .library, .refused: self.init(.disk, error.description, hint: "install libarchive (Debian: libarchive13)")
        case .missing: self.init(.notFound, sentence)
        case .choice(_, _, let names):
            let offer = names.isEmpty ? nil : "it holds " + names.map { Printable.escaped($0) }.joined(separator: ", ")
            self.init(.notFound, sentence, hint: offer)
        case .lacking: self.init(.notFound, sentence)
        case .wrongDigest, .wrongSize: self.init(.integrity, sentence)
        case .notOfForm(_, other: true):
            self.init(.malformed, sentence, hint: "write \(ArchiveForm.docker.prefix)FILE for what docker save wrote")
        case .unreadable, .cut, .tooManyMembers, .escapes, .repeated, .notFile, .document, .tooLarge, .notOfForm,
            .layerCount:
            self.init(.malformed, sentence)
        }
    }
}
