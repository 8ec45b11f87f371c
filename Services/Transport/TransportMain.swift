@main
struct TransportMain {
    static func main() {}
}
