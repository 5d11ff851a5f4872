import CLibyaml

/// Makes an error of a fault at a line and a column, both from 1; 0 stands for the file or the line as a whole.
package typealias MakeYAMLFailure<Failure: Error> = (_ fault: YAMLFault, _ line: Int, _ column: Int) -> Failure

/// A libyaml parser for one file.
///
/// Not copyable: the C parser has one owner and is freed with it. It contains pointers to itself, so it must not move in
/// memory.
struct YAMLParser<Failure: Error>: ~Copyable {
    /// Makes an error of a fault.
    let failure: MakeYAMLFailure<Failure>
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// The file, kept in place while the parser reads it.
    private let source: UnsafeMutableBufferPointer<UInt8>

    /// Loads libyaml and hands it the file. The corresponding C function is yaml_parser_initialize.
    init(_ bytes: [UInt8], failure: @escaping MakeYAMLFailure<Failure>) throws(Failure) {
        if let words = resolve_yaml_load() { throw failure(.noLibrary(String(cString: words)), 0, 0) }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard resolve_yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw failure(.noLibrary("out of memory"), 0, 0)
        }
        source = .allocate(capacity: max(1, bytes.count))
        _ = source.initialize(from: bytes)
        resolve_yaml_parser_set_input_string(parser, source.baseAddress, bytes.count)
        self.parser = parser
        self.failure = failure
    }

    deinit {
        resolve_yaml_parser_delete(parser)
        parser.deallocate()
        source.deallocate()
    }

    /// The next event. The corresponding C function is yaml_parser_parse.
    mutating func next() throws(Failure) -> YAMLEvent {
        var event = yaml_event_t()
        guard resolve_yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
        defer { resolve_yaml_event_delete(&event) }
        let mark = event.start_mark
        return YAMLEvent(
            line: Int(mark.line) + 1, column: Int(mark.column) + 1, start: Int(mark.index),
            end: Int(event.end_mark.index), kind: kind(event))
    }

    private func kind(_ event: yaml_event_t) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return .document
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let characters = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(
                String(decoding: characters, as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
                anchor: text(scalar.anchor), tag: text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            return .sequence(
                anchor: text(event.data.sequence_start.anchor), tag: text(event.data.sequence_start.tag))
        case YAML_MAPPING_START_EVENT:
            return .mapping(
                anchor: text(event.data.mapping_start.anchor), tag: text(event.data.mapping_start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_STREAM_END_EVENT: return .finish
        default: return .other
        }
    }

    private func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        characters.map { String(cString: $0) }
    }

    private func syntaxError() -> Failure {
        let mark = parser.pointee.problem_mark
        let words = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
        // Encoding errors have an offset instead of a mark.
        guard parser.pointee.error != YAML_READER_ERROR else {
            return failure(.syntax("\(words) (byte \(parser.pointee.problem_offset))"), 0, 0)
        }
        return failure(.syntax(words), Int(mark.line) + 1, Int(mark.column) + 1)
    }
}

/// One parser event.
struct YAMLEvent {
    /// The line on which the event begins, from 1.
    let line: Int
    /// The column, from 1.
    let column: Int
    /// The number of characters before the event. A byte order mark does not count.
    let start: Int
    /// The number of characters before the end of the event.
    let end: Int
    let kind: Kind

    /// The events that matter here.
    enum Kind {
        /// The start of a document.
        case document
        case scalar(String, isPlain: Bool, anchor: String?, tag: String?)
        /// The start of a list.
        case sequence(anchor: String?, tag: String?)
        /// The start of a mapping.
        case mapping(anchor: String?, tag: String?)
        /// The end of the innermost list or mapping.
        case end
        /// A repetition of an anchored node.
        case alias(String)
        /// The start of the file, or the end of a document.
        case other
        /// The end of the file.
        case finish
    }
}
