import XML

/// Documents that lack one element each, of every kind that there is once.
enum Removal {
    static func all(from root: Element) -> [Element] {
        var seen: Set<String> = []
        return places(root, "", [], &seen).map { removing($0[...], from: root) }
    }

    /// By the indices that lead there. Texts are left whole.
    private static func places(
        _ element: Element, _ path: String, _ indices: [Int], _ seen: inout Set<String>
    ) -> [[Int]] {
        element.children.enumerated().flatMap { index, child -> [[Int]] in
            guard child.name != "div" else { return [] }
            let below = child.name == "resource" ? "" : "\(path).\(child.name)@\(child.attribute("url") ?? "")"
            let here = seen.insert(below).inserted ? [indices + [index]] : []
            return here + places(child, below, indices + [index], &seen)
        }
    }

    private static func removing(_ indices: ArraySlice<Int>, from element: Element) -> Element {
        guard let first = indices.first else { return element }
        var element = element
        if indices.count == 1 {
            element.children.remove(at: first)
        } else {
            element.children[first] = removing(indices.dropFirst(), from: element.children[first])
        }
        return element
    }
}
