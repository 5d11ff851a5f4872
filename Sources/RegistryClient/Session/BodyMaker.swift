import Transport

/// Makes the streamed body of a request, on the loop's queue, each time that it is sent.
package typealias BodyMaker = @Sendable () -> any UploadBody
