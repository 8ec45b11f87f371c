@main
struct OperatorMain {
    static func main() {}
}
