import CLibyaml

/// libyaml at work on one file.
///
/// Not copyable: the C parser has one owner, and is freed when that owner ends. It points to itself, so it stays in one
/// place in memory.
struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// The file, where it stays while the parser reads it.
    private let source: UnsafeMutableBufferPointer<UInt8>

    /// Loads libyaml, and gives it the file. The corresponding C function is yaml_parser_initialize.
    init(_ bytes: [UInt8]) throws(YAMLProblem) {
        if let words = resolve_yaml_load() {
            throw YAMLProblem(line: 0, column: 0, reason: .noLibrary(String(cString: words)))
        }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard resolve_yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw YAMLProblem(line: 0, column: 0, reason: .noLibrary("no memory"))
        }
        source = .allocate(capacity: max(1, bytes.count))
        _ = source.initialize(from: bytes)
        resolve_yaml_parser_set_input_string(parser, source.baseAddress, bytes.count)
        self.parser = parser
    }

    deinit {
        resolve_yaml_parser_delete(parser)
        parser.deallocate()
        source.deallocate()
    }

    /// The next event. The corresponding C function is yaml_parser_parse.
    mutating func next() throws(YAMLProblem) -> YAMLEvent {
        var event = yaml_event_t()
        guard resolve_yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { resolve_yaml_event_delete(&event) }
        let mark = event.start_mark
        return YAMLEvent(line: Int(mark.line) + 1, column: Int(mark.column) + 1, kind: kind(event))
    }

    private func kind(_ event: yaml_event_t) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return .document
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let characters = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(
                String(decoding: characters, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
                anchor: text(scalar.anchor), tag: text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            return .sequence(
                anchor: text(event.data.sequence_start.anchor), tag: text(event.data.sequence_start.tag))
        case YAML_MAPPING_START_EVENT:
            return .mapping(anchor: text(event.data.mapping_start.anchor), tag: text(event.data.mapping_start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_STREAM_END_EVENT: return .finish
        default: return .other
        }
    }

    private func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        characters.map { String(cString: $0) }
    }

    private func problem() -> YAMLProblem {
        let mark = parser.pointee.problem_mark
        let words = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
        // Faults of the encoding have no mark, but an offset.
        let isMarked = parser.pointee.error != YAML_READER_ERROR
        return YAMLProblem(
            line: isMarked ? Int(mark.line) + 1 : 0, column: isMarked ? Int(mark.column) + 1 : 0,
            reason: .syntax(isMarked ? words : "\(words) (byte \(parser.pointee.problem_offset))"))
    }
}
