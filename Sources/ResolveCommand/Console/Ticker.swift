import Dispatch

/// Says at equal distances that time has passed.
struct Ticker {
    /// The timer, at work as long as it is not cancelled.
    private let timer: any DispatchSourceTimer

    /// Calls `action` each `milliseconds`, the first time after as many.
    init(everyMilliseconds milliseconds: Int, action: @escaping @Sendable () -> Void) {
        timer = DispatchSource.makeTimerSource(queue: .global())
        let span = DispatchTimeInterval.milliseconds(milliseconds)
        timer.schedule(deadline: .now() + span, repeating: span, leeway: .milliseconds(milliseconds / 10))
        timer.setEventHandler(handler: action)
        timer.resume()
    }

    /// Ends the calls.
    func stop() {
        timer.cancel()
    }
}
