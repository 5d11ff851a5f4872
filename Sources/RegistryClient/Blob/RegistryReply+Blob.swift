import RegistryProtocol

extension RegistryReply<BlobSink.Output> {
    /// What the answer, now that it has ended, means for the transfer that asked for it.
    func conclusion(of asked: BlobTransfer) -> BlobTransfer.Action {
        guard let output else { return explained(asked) }
        if let outcome = output.outcome { return outcome }
        var transfer = output.transfer
        if let page = output.gathered { return transfer.handle(.gathered(page)) }
        if let failure { return transfer.handle(.failed(failure)) }
        return transfer.handle(.ended)
    }

    /// An answer that is an error: its head and its short body go to the machine one after the other.
    private func explained(_ asked: BlobTransfer) -> BlobTransfer.Action {
        var transfer = asked
        guard case .gather = transfer.handle(.head(head, from: origin)) else { return .askAfresh }
        return transfer.handle(.gathered(explanation))
    }
}
