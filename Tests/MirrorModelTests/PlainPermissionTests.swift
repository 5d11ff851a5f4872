import MirrorModel
import RegistryProtocol
import Testing

struct PlainPermissionTests {
    @Test(arguments: [
        (SchemeOrder.only(.http), true), (.securedFirst, true), (.only(.https), false), (.plainFirst, false),
    ])
    func `only what somebody has said permits plain HTTP beyond the place itself`(order: SchemeOrder, isPermitted: Bool)
        throws
    {
        var place = try Plans.plan("alpine").endpoints[0]
        place.schemes = order
        #expect(place.permitsPlainHTTP == isPermitted)
    }
}
