@main
struct ConversionMain {
    static func main() {}
}
