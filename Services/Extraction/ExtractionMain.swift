@main
struct ExtractionMain {
    static func main() {}
}
