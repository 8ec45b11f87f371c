/// Charts as inline SVG; the page shows the same values in text or a table.
enum Chart {
    /// Draws shares in per cent, the oldest first, with a gap for nil.
    static func line(_ values: [Double?], target: Double?, _ label: String) -> Markup {
        draw(values, target: target, limits: nil, marked: [], label, width: 240, height: 56, hasAxis: false)
    }

    /// Draws a p-chart: the mean, the three-sigma limits, marked points and the target as a dashed line.
    static func variation(_ values: [Double?], target: Double?, _ variation: Variation?, _ label: String) -> Markup {
        draw(
            values, target: target, limits: variation.map { ($0.lower, $0.mean, $0.upper) },
            marked: variation?.marked ?? [], label, width: 640, height: 240, hasAxis: true)
    }

    private static func draw(
        _ values: [Double?], target: Double?, limits: (Double, Double, Double)?, marked: Set<Int>, _ label: String,
        width: Int, height: Int, hasAxis: Bool
    ) -> Markup {
        let known = values.compactMap(\.self)
        guard !known.isEmpty else { return .none }
        let all = known + [target, limits?.0, limits?.2].compactMap(\.self)
        let low = max(0, ((all.min() ?? 0) - 2).rounded(.down))
        let high = min(100, ((all.max() ?? 100) + 1).rounded(.up))
        let (left, inner) = (hasAxis ? 48 : 4, width - (hasAxis ? 60 : 12))
        func x(_ place: Int) -> Int { left + (values.count < 2 ? inner : place * inner / (values.count - 1)) }
        func y(_ value: Double) -> Int {
            high == low ? height / 2 : 8 + Int(Double(height - 16) * (high - value) / (high - low))
        }
        func level(_ value: Double, _ color: Markup, _ dash: Markup) -> Markup {
            "<line x1=\"\(left)\" x2=\"\(left + inner)\" y1=\"\(y(value))\" y2=\"\(y(value))\" stroke=\"\(color)\" stroke-dasharray=\"\(dash)\"/>"
        }
        var parts: [Markup] = []
        if let limits {
            parts += [
                level(limits.0, "#4c6272", "2 3"), level(limits.1, "#4c6272", "none"),
                level(limits.2, "#4c6272", "2 3"),
            ]
        }
        if let target { parts.append(level(target, "#1d2a33", "7 4")) }
        if hasAxis {
            // An axis label that would overlap the target's is left out.
            let marks =
                [target].compactMap(\.self)
                + [low, high].filter { mark in target.map { abs(y($0) - y(mark)) > 12 } ?? true }
            parts += marks.map { "<text x=\"0\" y=\"\(y($0) + 4)\" font-size=\"12\">\(Phrases.percent($0))</text>" }
        }
        let points = values.enumerated().compactMap { place, value in value.map { (place, $0) } }
        let line = points.map { "\(x($0.0)),\(y($0.1))" }.joined(separator: " ")
        parts.append("<polyline points=\"\(line)\" fill=\"none\" stroke=\"#005ea5\" stroke-width=\"2\"/>")
        for (place, value) in points where hasAxis || place == points.last?.0 {
            let color: Markup = marked.contains(place) ? "#c75a00" : "#005ea5"
            parts.append(
                "<circle cx=\"\(x(place))\" cy=\"\(y(value))\" r=\"\(marked.contains(place) ? 6 : 4)\" fill=\"\(color)\"/>"
            )
        }
        return """
            <svg viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="img" aria-label="\(label)">\(parts)</svg>
            """
    }
}

extension Phrases {
    /// `95 %`, `99.5 %`.
    static func percent(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}
