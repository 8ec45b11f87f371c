import Renditions

/// What of a page's content could hide something: areas, lines and images, by where they lie.
///
/// An operation, a typeface or a state of graphics that is not known here makes the page unclear.
struct PageAreas {
    /// Something in the content could hide a word or an image in a way that is not looked at here.
    private(set) var isUnclear = false
    private(set) var areas: [Box] = []
    private(set) var images: [Box] = []
    /// Where lines of text run, from their beginning to the right edge.
    private(set) var lines: [Box] = []
    let page: Box

    /// The most of red, green and blue, of 1, with which text is dark on paper.
    private static let palest = 0.8
    /// Points by which areas and words must be apart: a dot of the drawings by which pages are judged else, so that none is
    /// of both.
    static let distance = 1.0
    /// More would take longer to compare than to draw.
    private static let mostAreas = 2000

    private struct State {
        var matrix = Matrix()
        var clip = Box()
        /// It is cut to another shape than an upright rectangle.
        var isShaped = false
        var isDark = true
        var isOpaque = true
        /// Of lines.
        var width = 1.0
        /// Of text.
        var size = 0.0
        var leading = 0.0
    }

    private var state = State()
    private var states: [State] = []
    private var path: [[(x: Double, y: Double)]] = []
    private var isCutting = false
    private var hasCurves = false
    private var (text, line) = (Matrix(), Matrix())
    private var plainFonts: Set<String> = []

    init(_ object: PDFObject) {
        page = Box(ofPage: object)
        let resources = object.inherited("/Resources")
        let isPlain =
            page.width.isFinite && object.inherited("/Rotate")?.integer ?? 0 == 0
            && !["/CropBox", "/UserUnit"].contains { object.inherited($0) != nil }
            && (object["/Annots"]?.items ?? []).allSatisfy(Self.isInvisible)
            // These give plain colours another meaning.
            && !(resources?["/ColorSpace"]?.keys ?? []).contains { $0.hasPrefix("/Default") }
        isUnclear = !isPlain
        guard isPlain else { return }
        for operation in ContentOperations(object.content) where !isUnclear { look(at: operation, resources) }
        if areas.count > Self.mostAreas { isUnclear = true }
    }

    /// A link draws nothing but a border, which it has unless it says otherwise (12.5.4).
    private static func isInvisible(_ note: PDFObject) -> Bool {
        let border = note["/Border"]?.items.compactMap(\.real) ?? []
        return note["/Subtype"]?.isName("/Link") == true && !note.has("/AP") && !note.has("/BS") && border.count > 2
            && border[2] == 0
    }

    private mutating func look(at operation: ContentOperations.Operation, _ resources: PDFObject?) {
        let numbers = operation.numbers
        switch operation.name {
        case "q": states.append(state)
        case "Q": state = states.popLast() ?? state
        case "cm":
            guard let matrix = Matrix(numbers) else { return isUnclear = true }
            state.matrix = state.matrix.after(matrix)
        case "w": state.width = numbers.last ?? 1
        case "g", "rg": state.isDark = numbers.contains { $0 <= Self.palest }
        case "k": state.isDark = numbers.contains { $0 >= 1 - Self.palest }
        // Of other colours nothing is known here. Those of lines do not matter.
        case "cs", "sc", "scn": state.isDark = false
        case "G", "RG", "K", "CS", "SC", "SCN", "J", "j", "M", "d", "ri", "i", "BMC", "BDC", "EMC", "MP", "DP": break
        case "gs": state.isOpaque = Self.isOpaque(operation.operand.flatMap { resources?["/ExtGState"]?[$0] })
        case "re", "m", "l", "c", "v", "y", "h": draw(operation.name, numbers)
        case "W", "W*": isCutting = true
        case "n": endPath()
        case "f", "F", "f*", "B", "B*", "b", "b*": paint(isFilled: true)
        case "S", "s": paint(isFilled: false)
        case "Do":
            let object = operation.operand.flatMap { resources?["/XObject"]?[$0] }
            guard object?["/Subtype"]?.isName("/Image") == true, state.isOpaque else { return isUnclear = true }
            images.append(state.matrix.square.cut(to: state.clip))
        default: if !write(operation, resources) { isUnclear = true }
        }
    }

    private static func isOpaque(_ graphics: PDFObject?) -> Bool {
        guard let graphics else { return false }
        return graphics.keys.allSatisfy { key in
            switch key {
            case "/Type", "/SA": true
            case "/ca", "/CA": graphics[key]?.real == 1
            case "/SMask": graphics[key]?.isName("/None") == true
            case "/BM": ["/Normal", "/Compatible"].contains { graphics[key]?.isName($0) == true }
            default: false
            }
        }
    }
}

// Paths (ISO 32000-1, 8.5).
extension PageAreas {
    private mutating func draw(_ name: String, _ numbers: [Double]) {
        let points = stride(from: 0, to: numbers.count - 1, by: 2).map {
            state.matrix.place(numbers[$0], numbers[$0 + 1])
        }
        switch name {
        case "re":
            guard numbers.count == 4 else { return isUnclear = true }
            let (right, top) = (numbers[0] + numbers[2], numbers[1] + numbers[3])
            let corners = [(numbers[0], numbers[1]), (right, numbers[1]), (right, top), (numbers[0], top)]
            path.append((corners + [corners[0]]).map { state.matrix.place($0.0, $0.1) })
        case "m": path.append(points)
        case "h": if let first = path.last?.first { path[path.count - 1].append(first) }
        default:
            if name != "l" { hasCurves = true }
            if path.isEmpty { path.append(points) } else { path[path.count - 1] += points }
        }
    }

    /// A curve lies within its points, and not along the lines between them.
    private mutating func paint(isFilled: Bool) {
        let margin = max(1, state.width * state.matrix.scale) / 2
        for points in path {
            // Lines that meet at a small angle end in a long point (8.4.3.5).
            let around = points.count > 2 && !Self.isUpright(points) ? 10 * margin : margin
            if isFilled || hasCurves || points.count < 3 {
                areas.append(Box(around: points).grown(by: around).cut(to: state.clip))
            } else {
                for (first, second) in zip(points, points.dropFirst() + [points[0]]) {
                    areas.append(Box(around: [first, second]).grown(by: around).cut(to: state.clip))
                }
            }
        }
        endPath()
    }

    private static func isUpright(_ points: [(x: Double, y: Double)]) -> Bool {
        zip(points, points.dropFirst()).allSatisfy { abs($0.x - $1.x) < 0.01 || abs($0.y - $1.y) < 0.01 }
    }

    private mutating func endPath() {
        if isCutting {
            state.clip = state.clip.cut(to: Box(around: path.flatMap { $0 }))
            if path.count != 1 || hasCurves || !path.allSatisfy(Self.isUpright) { state.isShaped = true }
        }
        (path, isCutting, hasCurves) = ([], false, false)
    }
}

// Text (ISO 32000-1, 9).
extension PageAreas {
    /// - Returns: whether the operation is known.
    private mutating func write(_ operation: ContentOperations.Operation, _ resources: PDFObject?) -> Bool {
        let numbers = operation.numbers
        switch operation.name {
        case "BT": (text, line) = (Matrix(), Matrix())
        case "ET", "Tc", "Tw", "Tz", "Ts": break
        case "Tr": return numbers.last == 0
        case "TL": state.leading = numbers.last ?? 0
        case "Tf":
            state.size = numbers.last ?? 0
            guard let name = operation.operand else { return false }
            guard !plainFonts.contains(name) else { return true }
            // What a typeface of drawings draws has colours of its own.
            let kinds = ["/Type0", "/TrueType", "/Type1"]
            let kind = resources?["/Font"]?[name]?["/Subtype"]?.name
            guard let kind, kinds.contains(kind) else { return false }
            plainFonts.insert(name)
        case "Tm":
            guard let matrix = Matrix(numbers) else { return false }
            (text, line) = (matrix, matrix)
        case "Td": return move(numbers)
        case "TD":
            state.leading = -(numbers.last ?? 0)
            return move(numbers)
        case "T*": return move([0, -state.leading])
        case "Tj", "TJ": return show()
        case "'": return move([0, -state.leading]) && show()
        default: return false
        }
        return true
    }

    private mutating func move(_ numbers: [Double]) -> Bool {
        guard numbers.count == 2 else { return false }
        var step = Matrix()
        (step.e, step.f) = (numbers[0], numbers[1])
        line = line.after(step)
        text = line
        return true
    }

    /// - Returns: whether the text is dark and opaque, runs from left to right, and is cut off by nothing but the page's edge.
    private mutating func show() -> Bool {
        let matrix = state.matrix.after(text)
        guard state.isDark, state.isOpaque, state.size > 0, !state.isShaped,
            state.clip.grown(by: Self.distance).holds(page),
            matrix.a > 0, matrix.d > 0, matrix.b == 0, matrix.c == 0
        else { return false }
        let (start, height) = (matrix.place(0, 0), state.size * matrix.scale)
        lines.append(
            Box(around: [
                (min(page.left, start.x), start.y - height / 2), (max(page.right, start.x), start.y + 1.5 * height),
            ]))
        return true
    }
}
