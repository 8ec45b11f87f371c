import CPoppler
import CQPDF
import Foundation
import Renditions

/// Whether the images of a laid-out file can be seen on its pages: a reader counts those as well that are cut off, or
/// smaller than a letter.
struct VisibleImages {
    /// An image as a page draws it.
    struct Shown {
        var place: FilteredPages.Place
        /// As much of it as is neither cut off nor beyond the page.
        var box: Box
        /// The same, in points from the upper left corner.
        var area: PopplerRectangle
        /// It is large enough to be seen, and not cut off.
        var isWhole: Bool
        /// The number of its object.
        var number: Int32
    }

    private struct State {
        var matrix = Matrix()
        var clip = Box()
    }

    /// What is cut to less is what a fixed line leaves of an image, and no part that was chosen, as of a signature.
    private static let leastRest = 10.0
    /// An image as small as a millimetre and a half cannot be read, however many dots it has.
    private static let leastSide = 4.0
    /// What is chosen of an image shows something; so few dots do not.
    private static let leastDots = 8.0
    /// The most of an image that may run off the page, as a band or a curve of a letterhead does.
    private static let mostBeyond = 0.5

    /// The fewest dots in which a line of text can be read.
    private static let leastTextDots = 40

    private let page: Box
    private(set) var shown: [Shown] = []

    /// - Parameter clear: pages on which nothing hides an image.
    /// - Throws: `FaultFound` for the first page on which an image cannot be seen.
    static func check(_ made: MadePDF, clear: ClearPages = ClearPages()) throws(FaultFound) {
        guard made.images > 0 else { return }
        let file = try made.opened.file()
        var ink: ImageInk?
        for (index, page) in file.pages.enumerated() where made.pages[index].images > 0 {
            let images = VisibleImages(page, FilteredPages.stream(ofPage: index))
            let lost = images.shown.count { !$0.isWhole }
            if lost > 0 { throw FaultFound(.contentLost, page: index + 1, count: lost) }
            if clear.contains(index) { continue }
            let drawn = if let ink { ink } else { try ImageInk(made) }
            ink = drawn
            let hidden = try drawn.hidden(images.shown, on: index)
            if hidden > 0 { throw FaultFound(.contentLost, page: index + 1, count: hidden) }
        }
    }

    /// - Parameter stream: of the page, as `FilteredPages` counts.
    init(_ object: PDFObject, _ stream: Int32) {
        page = Box(ofPage: object)
        look(at: object.content, object.inherited("/Resources"), stream, State(), depth: 0)
    }

    private mutating func look(
        at content: [UInt8], _ resources: PDFObject?, _ stream: Int32, _ start: State, depth: Int
    ) {
        var states = [start]
        var path: [(x: Double, y: Double)] = []
        var cuts = false
        for (number, operation) in ContentOperations(content).enumerated() {
            let numbers = operation.numbers
            var state = states[states.count - 1]
            switch operation.name {
            case "q": states.append(state)
            case "Q": if states.count > 1 { states.removeLast() }
            case "cm":
                if let matrix = Matrix(numbers) { states[states.count - 1].matrix = state.matrix.after(matrix) }
            case "re":
                guard numbers.count == 4 else { continue }
                let (right, top) = (numbers[0] + numbers[2], numbers[1] + numbers[3])
                for x in [numbers[0], right] { for y in [numbers[1], top] { path.append(state.matrix.place(x, y)) } }
            case "m", "l", "c", "v", "y":
                for index in stride(from: 0, to: numbers.count - 1, by: 2) {
                    path.append(state.matrix.place(numbers[index], numbers[index + 1]))
                }
            case "W", "W*": cuts = true
            case "n", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*":
                if cuts { states[states.count - 1].clip = state.clip.cut(to: Box(around: path)) }
                (path, cuts) = ([], false)
            case "Do":
                guard let name = operation.operand, let object = resources?["/XObject"]?[name] else { continue }
                if object["/Subtype"]?.isName("/Image") == true {
                    note(object, state, FilteredPages.Place(stream: stream, number: number))
                } else if depth < 8 {
                    if let matrix = Matrix(object["/Matrix"]?.items.compactMap(\.real) ?? []) {
                        state.matrix = state.matrix.after(matrix)
                    }
                    look(
                        at: object.data, object["/Resources"] ?? resources, object.number, state, depth: depth + 1)
                }
            default: break
            }
        }
    }

    private mutating func note(_ image: PDFObject, _ state: State, _ place: FilteredPages.Place) {
        let box = state.matrix.square.cut(to: state.clip).cut(to: page)
        let area = PopplerRectangle(
            x1: box.left - page.left, y1: page.top - box.top, x2: box.right - page.left, y2: page.top - box.bottom)
        shown.append(
            Shown(place: place, box: box, area: area, isWhole: isSeen(image, state), number: image.number))
    }

    private func isSeen(_ image: PDFObject, _ state: State) -> Bool {
        let whole = state.matrix.square
        let seen = whole.cut(to: state.clip).cut(to: page)
        let (width, height) = (whole.right - whole.left, whole.top - whole.bottom)
        if seen.narrower == 0 || seen.narrower < min(Self.leastRest, whole.narrower * 0.9) { return false }
        let beyond = [
            (page.left - whole.left, width, seen.left - page.left),
            (whole.right - page.right, width, page.right - seen.right),
            (page.bottom - whole.bottom, height, seen.bottom - page.bottom),
            (whole.top - page.top, height, page.top - seen.top),
        ]
        if beyond.contains(where: { $0.0 > Self.mostBeyond * $0.1 && $0.2 < 1 }) { return false }
        for (part, all, key) in [
            (seen.right - seen.left, width, "/Width"), (seen.top - seen.bottom, height, "/Height"),
        ] {
            let dots = Double(image[key]?.integer ?? 0)
            if dots >= Self.leastDots * 4 && dots * part / all < Self.leastDots { return false }
        }
        // A thin line and a space of one dot are drawn as large as they are: so few dots hold no text.
        let dots = image[width < height ? "/Width" : "/Height"]?.integer ?? 0
        return seen.narrower >= Self.leastSide || dots < Self.leastTextDots
    }
}
