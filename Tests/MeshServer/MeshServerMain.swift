@main
struct MeshServerMain {
    static func main() {}
}
