import Testing

@testable import ImageStore

struct StoreLocationTests {
    // XDG Base Directory Specification, "Environment variables".
    @Test(
        arguments: [
            ("/srv/r", "/x", "/home/u", "/srv/r"),
            ("relative", nil, nil, "relative"),
            ("", "/x", "/home/u", "/x/resolve"),
            (nil, "/x/", nil, "/x/resolve"),
            (nil, "x", "/home/u", "/home/u/.local/share/resolve"),
            (nil, "", "/home/u/", "/home/u/.local/share/resolve"),
            (nil, nil, "/", "/.local/share/resolve"),
            (nil, nil, "", "/var/lib/resolve"),
            (nil, nil, nil, "/var/lib/resolve"),
        ] as [(String?, String?, String?, String)])
    func `the environment determines the location of the store`(
        resolveHome: String?, dataHome: String?, home: String?, expected: String
    ) {
        #expect(StoreLocation.path(resolveHome: resolveHome, dataHome: dataHome, home: home) == expected)
    }

    @Test(arguments: [
        ("/", "/"), ("/a", "/"), ("/a/b", "/a"), ("/a/b/", "/a"), ("/a//b", "/a"), ("a", "."), ("a/b", "a"), ("", "."),
        ("./a", "."), ("//", "/"),
    ])
    func `the parent of a path is computed without the disk`(path: String, folder: String) {
        #expect(PosixFileSystem.parent(of: path) == folder)
    }
}
