/// The tables of vectors that tests run.
public enum Vectors {
    /// Says that `rows` rows of the table `name` have been run; `make test` gathers these lines.
    public static func report(_ name: String, rows: Int) {
        print("vectors: \(name) \(rows) rows")
    }
}
