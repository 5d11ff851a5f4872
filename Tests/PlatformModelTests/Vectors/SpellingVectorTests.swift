import TestSupport
import Testing

@testable import PlatformModel

@Suite struct SpellingVectorTests {
    @Test func `every row of parse.json is parsed or refused as expected`() throws {
        let rows = try VectorRows("parse.json").rows
        #expect(rows.count == 57)
        Vectors.report("parse", rows: rows.count)
        for row in rows {
            if let error = row.expected["error"] {
                let text = row.answer["error"] as? String
                #expect(text != nil, "\(row.id)")
                if let wording = error as? String { #expect(text == wording, "\(row.id)") }
            } else {
                #expect(isEqual(row.answer["platform"], row.expected), "\(row.id): \(row.answer)")
            }
        }
    }

    @Test func `every row of format.json has the expected short and full forms`() throws {
        let rows = try VectorRows("format.json").rows
        #expect(rows.count == 39)
        Vectors.report("format", rows: rows.count)
        for row in rows {
            #expect(isEqual(row.answer["format"], row.fields["format"]), "\(row.id): \(row.answer)")
            guard let full = row.fields["format_all"] else { continue }
            #expect(isEqual(row.answer["format_all"], full), "\(row.id): \(row.answer)")
        }
        #expect(rows.filter { $0.fields["format_all"] == nil }.map(\.id) == ["format-038"])
    }

    @Test func `every row of normalize.json has the expected normal form`() throws {
        let rows = try VectorRows("normalize.json").rows
        #expect(rows.count == 23)
        Vectors.report("normalize", rows: rows.count)
        for row in rows {
            for key in ["architecture", "variant"] {
                #expect(isEqual(row.answer[key], row.expected[key]), "\(row.id): \(row.answer)")
            }
        }
    }
}
