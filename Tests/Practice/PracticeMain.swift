@main
struct PracticeMain {
    static func main() {}
}
