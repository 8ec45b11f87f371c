@main
struct BenchmarksMain {
    static func main() {}
}
