@main
struct AcknowledgementMain {
    static func main() {}
}
