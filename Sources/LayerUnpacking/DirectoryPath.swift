/// One component of a path, without a NUL.
typealias Name = ArraySlice<UInt8>

/// Calls `body` with a name as C takes it.
func withTerminated<Value>(_ name: Name, _ body: (UnsafePointer<CChar>) -> Value) -> Value {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: name.count + 1) { buffer in
        for (index, byte) in name.enumerated() { buffer[index] = CChar(bitPattern: byte) }
        buffer[name.count] = 0
        // The buffer is never empty.
        guard let address = buffer.baseAddress else { return body("") }
        return body(address)
    }
}

/// The path of a directory, made a text only for an error.
final class DirectoryPath: Sendable {
    private let parent: DirectoryPath?
    private let name: [UInt8]

    /// The path that the others begin with.
    init(root: String) {
        parent = nil
        name = Array(root.utf8)
    }

    /// A name in a directory.
    init(_ name: Name, in parent: DirectoryPath) {
        self.parent = parent
        self.name = Array(name)
    }

    /// The text of a file in this directory, or of the directory.
    func text(_ file: Name?) -> String {
        let own = (parent.map { $0.text(nil) + "/" } ?? "") + String(decoding: name, as: UTF8.self)
        return file.map { "\(own)/\(String(decoding: $0, as: UTF8.self))" } ?? own
    }
}
