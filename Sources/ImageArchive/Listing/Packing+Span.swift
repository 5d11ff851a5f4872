import ImageStore

extension Packing {
    /// What the bytes of `span` are packed in.
    init(of span: FileSpan) throws(StoreError) {
        let beginning = FileSpan(path: span.path, offset: span.offset, size: min(span.size, Int64(Self.length)))
        self.init(beginning: try beginning.bytes(limit: Self.length))
    }
}
