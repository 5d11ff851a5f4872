import Foundation
import Testing

@testable import PlatformModel

@Suite struct PlatformTests {
    @Test(arguments: [
        (#"{"os":"linux","architecture":"arm","variant":"v7"}"#, raw("linux/arm/v7")),
        (
            #"{"os":"windows","architecture":"amd64","os.version":"10.0.1","os.features":["a"],"features":["sse4"]}"#,
            raw("windows(10.0.1+a)/amd64")
        ),
        (#"{"os":"linux","architecture":"arm","variant":null,"os.version":null}"#, raw("linux/arm")),
        (#"{}"#, Platform(os: "", architecture: "")),
    ])
    func `a platform object is read by the keys of the specification`(json: String, expected: Platform) throws {
        #expect(try JSONDecoder().decode(Platform.self, from: Data(json.utf8)) == expected)
        let again = try JSONDecoder().decode(Platform.self, from: JSONEncoder().encode(expected))
        #expect(again == expected)
    }

    @Test(arguments: [#"{"os":1}"#, #"{"os.features":"a"}"#, #"{"os.features":[1]}"#, "[]", #""linux/arm64""#])
    func `a platform object with values of the wrong type is refused`(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Platform.self, from: Data(json.utf8)) }
    }

    @Test func `empty fields are not written`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let platform = Platform(os: "linux", architecture: "arm64", variant: "", osVersion: "")
        #expect(
            String(decoding: try encoder.encode(platform), as: UTF8.self) == #"{"architecture":"arm64","os":"linux"}"#)
        #expect(Platform(os: "", architecture: "", variant: "", osVersion: "", osFeatures: [""]).isBlank)
        #expect(!Platform(os: "", architecture: "", osFeatures: ["a"]).isBlank)
    }

    @Test(
        arguments: [
            ("10.0.20348", [10, 0, 20348]), ("0", [0]), ("10.0.0007", [10, 0, 7]), ("", nil), (".", nil), ("1.", nil),
            ("1.-2", nil), ("1.+2", nil), ("1. 2", nil), ("1.2a", nil), ("99999999999999999999", nil), ("\u{662}", nil),
        ] as [(String, [Int]?)])
    func `a version is decimal numbers separated by dots`(text: String, numbers: [Int]?) {
        #expect(DottedVersion(text)?.numbers == numbers)
    }

    @Test func `versions compare by number, and a missing number is older`() throws {
        let ordered = ["9.9", "10", "10.0", "10.0.9", "10.0.10", "10.0.10.0"].compactMap { DottedVersion($0) }
        #expect(ordered.count == 6)
        #expect(ordered.shuffled().sorted() == ordered)
    }
}
