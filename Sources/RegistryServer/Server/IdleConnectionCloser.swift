import NIOCore

/// Closes a connection on which nothing has moved for a while, in either direction.
///
/// It stands behind an `IdleStateHandler`, which says so.
final class IdleConnectionCloser: ChannelInboundHandler {
    /// What comes in is passed on unseen.
    typealias InboundIn = NIOAny

    /// How long a connection may stand still.
    static let patience = TimeAmount.seconds(120)

    /// Hears of the standstill.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
