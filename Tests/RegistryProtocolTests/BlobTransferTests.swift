import TestSupport
import Testing

@testable import RegistryProtocol

struct BlobTransferTests {
    private func head(_ status: Int, _ fields: [String: String] = [:]) -> BlobTransfer.Event {
        .head(HTTPHead(status: status, headers: HTTPHeaders(fields.map { HTTPHeader(name: $0.key, value: $0.value) })))
    }

    private func transfer(at offset: Int64 = 0, size: Int64 = 100) -> BlobTransfer {
        BlobTransfer(expectedSize: size, resumingAt: offset)
    }

    @Test(
        arguments: [
            (100, 0, nil, false), (100, 40, "bytes=40-99", false), (100, 99, "bytes=99-99", false),
            (100, 100, nil, true),
            (100, 500, nil, true), (0, 0, nil, true), (-5, -5, nil, true), (100, -7, nil, false),
            (.max, 1, "bytes=1-\(Int64.max - 1)", false),
        ] as [(Int64, Int64, String?, Bool)])
    func `only missing bytes are requested, with a closed range`(
        size: Int64, offset: Int64, range: String?, isEmpty: Bool
    ) {
        let transfer = BlobTransfer(expectedSize: size, resumingAt: offset)
        #expect(transfer.rangeField?.value == range)
        #expect(transfer.isEmpty == isEmpty)
    }

    @Test func `a range is requested with both ends`() {
        #expect(BlobTransfer(expectedSize: 100, requested: 0..<16).rangeField?.value == "bytes=0-15")
        #expect(BlobTransfer(expectedSize: 100, requested: 96..<112).rangeField?.value == "bytes=96-99")
        #expect(BlobTransfer(expectedSize: 100, requested: 0..<100).rangeField == nil)
    }

    @Test(arguments: [["Content-Length": "100"], [:], ["Content-Type": "text/html", "Content-Length": "100"]])
    func `a complete response is written from the beginning and verified`(fields: [String: String]) {
        var transfer = transfer()
        #expect(transfer.handle(head(200, fields)) == .receive(at: 0))
        #expect(transfer.handle(.body(count: 60)) == .write(at: 0))
        #expect(transfer.handle(.body(count: 0)) == .write(at: 60))
        #expect(transfer.handle(.body(count: 40)) == .write(at: 60))
        #expect(transfer.handle(.ended) == .verify)
    }

    @Test(.userCase("P15"), arguments: [203, 206])
    func `a whole blob under another successful status is accepted`(status: Int) {
        var transfer = transfer()
        #expect(transfer.handle(head(status, ["Content-Length": "100"])) == .receive(at: 0))
        #expect(transfer.handle(.body(count: 100)) == .write(at: 0))
        #expect(transfer.handle(.ended) == .verify)
        var short = self.transfer()
        let failure = TransferFailure.contradictoryLength(declared: 60, expected: 100)
        #expect(short.handle(head(status, ["Content-Length": "60"])) == .fail(failure))
    }

    // registry.k8s.io#333: 501 from the storage; docker-registry 2.8.2 ends the body of a 416 early.
    @Test(.userCase("P15"), arguments: [416, 501], [ResponseOrigin.registry, .elsewhere])
    func `a server without ranges is asked for the whole blob`(status: Int, origin: ResponseOrigin) {
        var transfer = transfer(at: 40)
        let head = HTTPHead(status: status, headers: ["Content-Length": "100"])
        #expect(transfer.handle(.head(head, from: origin)) == .requestWhole)
    }

    @Test func `a whole blob is not requested again after 501`() {
        var transfer = transfer()
        #expect(transfer.handle(head(501)) == .gather(atMost: ErrorBody.mostBytes))
    }

    @Test func `a partial response continues where the held bytes end`() {
        var transfer = transfer(at: 40)
        #expect(
            transfer.handle(head(206, ["Content-Range": "bytes 40-99/100", "Content-Length": "60"])) == .receive(at: 40)
        )
        #expect(transfer.handle(.body(count: 60)) == .write(at: 40))
        #expect(transfer.handle(.ended) == .verify)
    }

    @Test func `a complete response to a range request starts over`() {
        var transfer = transfer(at: 40)
        #expect(transfer.handle(head(200, ["Content-Length": "100"])) == .receive(at: 0))
        #expect(transfer.handle(.body(count: 100)) == .write(at: 0))
        #expect(transfer.handle(.ended) == .verify)
    }

    @Test(arguments: [
        "bytes 0-99/100", "bytes 41-99/100", "bytes 40-99/101", "bytes 40-99/*", "bytes 40-100/100", "bytes */100",
        "garbage",
        "bytes 99-40/100", "",
    ])
    func `an unexpected range leads to a request for the whole blob`(range: String) {
        var transfer = transfer(at: 40)
        #expect(transfer.handle(head(206, ["Content-Range": range])) == .requestWhole)
    }

    @Test func `a partial response whose length contradicts its range leads to a request for the whole blob`() {
        var transfer = transfer(at: 40)
        #expect(
            transfer.handle(head(206, ["Content-Range": "bytes 40-99/100", "Content-Length": "59"])) == .requestWhole)
    }

    @Test(arguments: [400, 403, 416])
    func `a refused range leads to a request for the whole blob`(status: Int) {
        var ranged = transfer(at: 40)
        #expect(ranged.handle(head(status, ["Content-Range": "bytes */100"])) == .requestWhole)
        var whole = transfer()
        #expect(whole.handle(head(status)) == .gather(atMost: 65536))
    }

    @Test(arguments: [
        (400, BlobTransfer.Action.gather(atMost: 65536)), (403, .gather(atMost: 65536)), (416, .requestWhole),
    ])
    func `a 400 or 403 from elsewhere may be an expired address and is reported`(
        status: Int, expected: BlobTransfer.Action
    ) {
        var ranged = transfer(at: 40)
        #expect(ranged.handle(.head(HTTPHead(status: status), from: .elsewhere)) == expected)
    }

    @Test func `an unrequested partial response is accepted when it is complete`() {
        var all = transfer()
        #expect(all.handle(head(206, ["Content-Range": "bytes 0-99/100"])) == .receive(at: 0))
        var odd = transfer()
        let fields: HTTPHeaders = ["Content-Range": "bytes 1-99/100"]
        let failure = TransferFailure.status(StatusFailure(HTTPHead(status: 206, headers: fields)))
        #expect(odd.handle(head(206, ["Content-Range": "bytes 1-99/100"])) == .fail(failure))
    }

    @Test func `a shorter range than requested is progress, not the end`() {
        var transfer = transfer(at: 40)
        #expect(transfer.handle(head(206, ["Content-Range": "bytes 40-59/100"])) == .receive(at: 40))
        #expect(transfer.handle(.body(count: 20)) == .write(at: 40))
        #expect(transfer.handle(.ended) == .fail(.cut(received: 60, expected: 100)))
    }

    @Test func `a chunk is complete when its own bytes are present`() {
        var transfer = BlobTransfer(expectedSize: 100, requested: 16..<32)
        #expect(transfer.handle(head(206, ["Content-Range": "bytes 16-31/100"])) == .receive(at: 16))
        #expect(transfer.handle(.body(count: 16)) == .write(at: 16))
        #expect(transfer.handle(.ended) == .verify)
        var long = BlobTransfer(expectedSize: 100, requested: 16..<32)
        _ = long.handle(head(206, ["Content-Range": "bytes 16-31/100"]))
        #expect(long.handle(.body(count: 17)) == .fail(.moreThanExpected(100)))
    }

    @Test(arguments: [99, 101, 0] as [Int64])
    func `a length that contradicts the descriptor is refused before the first byte`(length: Int64) {
        var transfer = transfer()
        let expected = TransferFailure.contradictoryLength(declared: length, expected: 100)
        #expect(transfer.handle(head(200, ["Content-Length": "\(length)"])) == .fail(expected))
        #expect(expected.subject == .integrity)
    }

    @Test func `bytes beyond the descriptor's size are not written`() {
        var transfer = transfer()
        _ = transfer.handle(head(200))
        #expect(transfer.handle(.body(count: 100)) == .write(at: 0))
        #expect(transfer.handle(.body(count: 1)) == .fail(.moreThanExpected(100)))
        var huge = self.transfer()
        _ = huge.handle(head(200))
        #expect(huge.handle(.body(count: .max)) == .fail(.moreThanExpected(100)))
        var negative = self.transfer()
        _ = negative.handle(head(200))
        #expect(negative.handle(.body(count: -1)) == .fail(.moreThanExpected(100)))
    }

    // A clean end that is too early is an integrity failure, a cut is not.
    @Test func `a clean but early end is a failure of its own`() {
        var clean = transfer()
        _ = clean.handle(head(200))
        _ = clean.handle(.body(count: 60))
        let short = TransferFailure.tooShort(received: 60, expected: 100)
        #expect(clean.handle(.ended) == .fail(short))
        #expect(short.subject == .integrity)
        var cut = transfer()
        _ = cut.handle(head(200))
        _ = cut.handle(.body(count: 60))
        let failure = TransferFailure.cut(received: 60, expected: 100)
        #expect(cut.handle(.failed(failure)) == .fail(failure))
    }

    @Test(arguments: [[:], ["Content-Length": "7"]])
    func `an HTML page in place of the blob is reported with its first line`(fields: [String: String]) {
        var transfer = transfer()
        let page = fields.merging(["Content-Type": "text/html; charset=utf-8"]) { $1 }
        #expect(transfer.handle(head(200, page)) == .gather(atMost: 4096))
        let failure = TransferFailure.html(firstLine: "<html>")
        #expect(transfer.handle(.gathered(Array("\n<html>\nLog in".utf8))) == .fail(failure))
        #expect(failure.subject == .integrity)
    }

    @Test func `an HTML page in place of a range is reported, too`() {
        var transfer = transfer(at: 40)
        let fields = ["Content-Type": "text/html", "Content-Range": "bytes 40-99/100"]
        #expect(transfer.handle(head(206, fields)) == .gather(atMost: 4096))
        #expect(transfer.handle(.ended) == .fail(.html(firstLine: nil)))
    }

    @Test(arguments: [204, 302, 401, 404, 429, 500])
    func `an error response is read and reported`(status: Int) {
        var transfer = transfer(at: 40)
        #expect(transfer.handle(head(status)) == .gather(atMost: 65536))
        let failure = StatusFailure(HTTPHead(status: status), body: ErrorBody(parsing: Array("no".utf8)))
        #expect(transfer.handle(.gathered(Array("no".utf8))) == .fail(.status(failure)))
    }

    @Test func `an error response without a body is reported, too`() {
        for event in [BlobTransfer.Event.ended, .failed(.cut(received: 1, expected: nil))] {
            var transfer = transfer()
            _ = transfer.handle(head(404))
            #expect(transfer.handle(event) == .fail(.status(StatusFailure(HTTPHead(status: 404)))))
        }
    }

    @Test func `a missing response is a transfer failure`() {
        var transfer = transfer()
        let failure = TransferFailure.connection(code: 7, message: "refused")
        #expect(transfer.handle(.failed(failure)) == .fail(failure))
    }

    @Test func `an event out of order is an error, not a trap`() {
        let expected = BlobTransfer.Action.fail(.notStarted("a transfer event arrived out of order"))
        for event in [BlobTransfer.Event.body(count: 1), .ended, .gathered([])] {
            var transfer = transfer()
            #expect(transfer.handle(event) == expected)
            #expect(transfer.handle(head(200)) == expected)
        }
    }

    @Test(
        .userCase("P10"),
        arguments: [
            ("gzip", nil, 9, "gzip"), ("gzip", nil, 11, "gzip"), ("GZIP", 9, 0, "GZIP"),
            ("gzip, br", nil, 3, "gzip, br"),
            ("identity", 9, 0, nil), (nil, nil, 3, nil), ("", nil, 11, nil),
        ] as [(String?, Int?, Int, String?)])
    func `a blob of another length is said to be encoded if it is`(
        coding: String?, length: Int?, count: Int, named: String?
    ) {
        var headers = HTTPHeaders()
        if let coding { headers.add(name: "Content-Encoding", value: coding) }
        if let length { headers.add(name: "Content-Length", value: "\(length)") }
        var transfer = BlobTransfer(expectedSize: 10, resumingAt: 0)
        var action = transfer.handle(.head(HTTPHead(status: 200, headers: headers)))
        if case .receive = action { action = transfer.handle(.body(count: count)) }
        if case .write = action { action = transfer.handle(.ended) }
        guard case .fail(let failure) = action else {
            Issue.record("\(action)")
            return
        }
        #expect((failure == .encoded(named ?? "")) == (named != nil), "\(failure)")
        #expect(failure.subject == .integrity)
    }

    @Test func `a blob of the right length is received, whatever its label`() {
        var transfer = BlobTransfer(expectedSize: 10, resumingAt: 0)
        let head = HTTPHead(status: 200, headers: ["Content-Encoding": "gzip", "Content-Length": "10"])
        #expect(transfer.handle(.head(head)) == .receive(at: 0))
        #expect(transfer.handle(.body(count: 10)) == .write(at: 0))
        #expect(transfer.handle(.ended) == .verify)
    }
}
