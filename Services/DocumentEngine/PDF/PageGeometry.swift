/// A rectangle in points, which may be empty.
struct Box {
    var left = -Double.infinity
    var bottom = -Double.infinity
    var right = Double.infinity
    var top = Double.infinity

    var width: Double { right - left }
    var height: Double { top - bottom }
    var narrower: Double { max(0, min(width, height)) }

    init() {}

    init(around points: [(x: Double, y: Double)]) {
        left = points.map(\.x).min() ?? 0
        right = points.map(\.x).max() ?? 0
        bottom = points.map(\.y).min() ?? 0
        top = points.map(\.y).max() ?? 0
    }

    /// That of a page, from the edges that it says itself or takes over.
    init(ofPage page: PDFObject) {
        let edges = page.inherited("/MediaBox")?.items.compactMap(\.real) ?? []
        if edges.count == 4 { self.init(around: [(edges[0], edges[1]), (edges[2], edges[3])]) } else { self.init() }
    }

    func cut(to other: Box) -> Box {
        var box = self
        (box.left, box.right) = (max(left, other.left), min(right, other.right))
        (box.bottom, box.top) = (max(bottom, other.bottom), min(top, other.top))
        return box
    }

    /// Larger by so much on each side.
    func grown(by margin: Double) -> Box {
        var box = self
        (box.left, box.right) = (left - margin, right + margin)
        (box.bottom, box.top) = (bottom - margin, top + margin)
        return box
    }

    /// By more than so much, across and down.
    func lies(on other: Box, by least: Double = 1) -> Bool {
        let both = cut(to: other)
        return both.width > least && both.height > least
    }

    func holds(_ other: Box) -> Bool {
        left <= other.left && bottom <= other.bottom && right >= other.right && top >= other.top
    }
}

/// ISO 32000-1, 8.3.3.
struct Matrix {
    var (a, b, c, d, e, f) = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

    init() {}

    init?(_ numbers: [Double]) {
        guard numbers.count == 6 else { return nil }
        (a, b, c, d, e, f) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
    }

    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (a * x + c * y + e, b * x + d * y + f) }

    func after(_ first: Matrix) -> Matrix {
        var both = Matrix()
        (both.a, both.b) = (first.a * a + first.b * c, first.a * b + first.b * d)
        (both.c, both.d) = (first.c * a + first.d * c, first.c * b + first.d * d)
        (both.e, both.f) = place(first.e, first.f)
        return both
    }

    /// By how much it makes what is drawn larger, at most.
    var scale: Double { max((a * a + b * b).squareRoot(), (c * c + d * d).squareRoot()) }

    /// Where a square of one by one comes to lie, as an image is drawn.
    var square: Box { Box(around: [place(0, 0), place(1, 0), place(0, 1), place(1, 1)]) }
}
