import TestSupport
import Testing

extension FaultBench {
    /// Pulls through `fault`, and expects that it ends well, within its bounds.
    func expectSuccess(_ fault: FaultCase) throws {
        expectSuccess(fault, try pull(fault.options))
    }

    /// Expects that a pull through `fault` has ended well, within its bounds.
    func expectSuccess(_ fault: FaultCase, _ result: ProgramResult) {
        #expect(result.status == 0, "\(label): \(result.errors)")
        #expect(result.output.hasSuffix("@\(image.digest)\n"), "\(label)")
        expectBounds(fault, result)
        expectWhole()
        expectNoSecret(result)
    }

    /// Expects that a pull through `fault` has ended with its status and left nothing false, and that the next run, through
    /// no fault, completes.
    func expectFailure(_ fault: FaultCase, _ result: ProgramResult) throws {
        #expect(result.status == fault.status, "\(label): \(result.errors)")
        #expect(result.output == "", "\(label)")
        if let word = fault.tells { #expect(result.errors.contains(word), "\(label): \(result.errors)") }
        expectBounds(fault, result)
        expectNothingFalse()
        expectNoSecret(result)
        mend()
        let again = try pull()
        #expect(again.status == 0, "\(label), again: \(again.errors)")
        #expect(Double(bytesOnTheWire()) <= fault.rest * Double(layer.size), "\(label), again")
        expectWhole()
    }

    private func expectBounds(_ fault: FaultCase, _ result: ProgramResult) {
        let wire = Double(bytesOnTheWire()) / Double(layer.size)
        let asked = registry.requests(to: .containing(layer.digest)).map {
            "\($0.status) \($0.range ?? "") \($0.bytesSent)"
        }
        #expect(fault.wire.contains(wire), "\(label): \(asked)")
        #expect(fault.seconds.contains(result.seconds), "\(label): \(result.errors)")
    }
}
