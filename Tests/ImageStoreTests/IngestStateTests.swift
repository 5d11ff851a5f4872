import TestSupport
import Testing

@testable import ImageStore

struct IngestStateTests {
    @Test func `a state is read as it was written, and contains no hash`() throws {
        let state = IngestState(size: 1 << 40, durable: RangeSet([0..<5, 9..<1 << 40]), source: "registry.example/a")
        let text = String(decoding: state.encoded(), as: UTF8.self)
        #expect(
            text
                == #"{"format":1,"ranges":[[0,5],[9,1099511627776]],"size":1099511627776,"source":"registry.example\/a"}"#
        )
        #expect(IngestState(parsing: state.encoded()) == state)
    }

    @Test(arguments: [
        "", "{", "null", "[]", "{}",
        #"{"format":2,"size":10,"ranges":[],"source":""}"#,
        #"{"format":1,"size":-1,"ranges":[],"source":""}"#,
        #"{"format":1,"size":10,"ranges":[[0]],"source":""}"#,
        #"{"format":1,"size":10,"ranges":[[0,1,2]],"source":""}"#,
        #"{"format":1,"size":10,"ranges":[[-1,2]],"source":""}"#,
        #"{"format":1,"size":10,"ranges":[[3,3]],"source":""}"#,
        #"{"format":1,"size":10,"ranges":[[3,2]],"source":""}"#,
        #"{"format":1,"size":10,"ranges":[[0,11]],"source":""}"#,
        #"{"format":1,"size":10,"ranges":[[0,99999999999999999999]],"source":""}"#,
        #"{"format":1,"size":10,"ranges":[[0,1.5]],"source":""}"#,
        #"{"format":1,"size":10,"ranges":"all","source":""}"#,
    ])
    func `a malformed state is ignored`(text: String) {
        #expect(IngestState(parsing: Array(text.utf8)) == nil)
    }

    @Test func `no damage to a state traps or lists bytes beyond the blob`() {
        var generator = SeededGenerator.fromEnvironment("damaged states")
        let good = IngestState(size: 500, durable: RangeSet([0..<100, 200..<300]), source: "x").encoded()
        for _ in 0..<500 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            guard let state = IngestState(parsing: bytes) else { continue }
            #expect(state.durable.end <= state.size)
        }
    }
}
