// SPDX-License-Identifier: Apache-2.0
import Fleet
import Mustache
import Promises
import Values

/// A picture that was drawn here, the only text that templates do not escape.
///
/// There is no way to make one from a text of somebody else's: what is said inside is escaped by
/// ``SVG/said(_:)``.
struct SVG: Hashable, Sendable, MustacheCustomRenderable, CustomStringConvertible {
    private let text: String

    fileprivate init(_ text: String) {
        self.text = text
    }

    var description: String { text }
    var renderText: String { text }
    var isNull: Bool { text.isEmpty }

    static let none = SVG("")

    /// Text inside a picture or one of its attributes.
    fileprivate static func said(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    /// Hundredths are fine enough for a screen and for paper.
    fileprivate static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}

// The shapes that stand before a verdict's word.

extension SVG {
    static func mark(_ verdict: Verdict?) -> SVG {
        let shape =
            switch verdict {
            case .onTrack: #"<circle cx="8" cy="8" r="6"/><circle class="solid" cx="8" cy="8" r="2.6"/>"#
            case .kept: #"<path d="M2 8.6 6.2 12.7 14 3.6"/>"#
            case .atRisk: #"<circle cx="8" cy="8" r="6"/><path class="solid" d="M8 2a6 6 0 0 1 0 12z"/>"#
            case .broken: #"<path d="m3 3 10 10M13 3 3 13"/>"#
            case .notProvable:
                #"<circle cx="8" cy="8" r="6"/>"#
                    + #"<path class="hatched" d="m3.5 8 4.5-4.5M3.9 11.6l7.7-7.7M8 12.5 12.5 8"/>"#
            case .withdrawn: #"<path d="M2.5 8h11"/>"#
            case .disputed: #"<path d="M2 5.5h10.5M9.5 2.5l3 3-3 3M14 10.5H3.5M6.5 7.5l-3 3 3 3"/>"#
            case .repaired: #"<path d="M2 6.6 6.2 10.7 14 1.6M2.5 14h11"/>"#
            case .accepted: #"<circle cx="8" cy="8" r="6"/><path d="M5 8.2 7.2 10.4 11 5.8"/>"#
            case .made: #"<circle cx="8" cy="8" r="6"/>"#
            case nil: #"<circle cx="8" cy="8" r="6" stroke-dasharray="2 2.7"/>"#
            }
        return SVG(#"<svg class="mark" viewBox="0 0 16 16" aria-hidden="true">\#(shape)</svg>"#)
    }
}

// Levels.

extension SVG {
    /// A measuring stick from empty to full; the words beside it say the same.
    static func gauge(_ level: Level, style: String? = nil) -> SVG {
        let inside: String
        switch level {
        case .percent(let percent):
            let width = percent == 0 ? "" : #"<rect class="fill" width="\#(percent)%" height="100%"/>"#
            let ticks = [25, 50, 75].map {
                #"<line class="tick" x1="\#($0)%" x2="\#($0)%" y1="62%" y2="100%"/>"#
            }
            inside = #"<rect class="trough" width="100%" height="100%"/>\#(width)\#(ticks.joined())"#
        case .someRemaining:
            inside = #"<rect class="unsaid" width="100%" height="100%" fill="url(#hatch)"/>"#
        case .unknown: inside = #"<rect class="dashed" width="100%" height="100%"/>"#
        case .unrestricted: inside = #"<line class="tick" x1="0" x2="100%" y1="50%" y2="50%"/>"#
        }
        let classes = ["gauge", style].compactMap { $0 }.joined(separator: " ")
        return SVG(#"<svg class="\#(classes)" aria-hidden="true">\#(inside)</svg>"#)
    }

    /// How a level fell, as a line that is as wide as the time it took.
    static func spark(_ points: [(at: Instant, percent: Int)]) -> SVG {
        guard let first = points.first, let last = points.last, points.count > 1, first.at < last.at else {
            return .none
        }
        let span = Double((last.at - first.at).wholeMicroseconds)
        let places = points.map { point in
            let x = Double((point.at - first.at).wholeMicroseconds) / span * 100
            return "\(number(x)),\(number(22 - Double(point.percent) / 5))"
        }
        return SVG(
            #"<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">"#
                + #"<polyline points="\#(places.joined(separator: " "))"/></svg>"#)
    }
}

// Verdicts over time.

extension SVG {
    /// One day of a strip.
    struct StripDay: Hashable, Sendable {
        let verdict: Verdict?
        let title: String
        /// A period begins on it.
        var opensPeriod = false
        /// What was told of it was corrected later.
        var isCorrected = false
    }

    /// One bar a day. Worse days stand taller, days that nobody can tell are hatched, a line stands where a period
    /// begins and a point over a day that was corrected: it reads in black and white.
    static func strip(_ days: [StripDay], label: String) -> SVG {
        guard !days.isEmpty else { return .none }
        let step = 100 / Double(days.count)
        let bars = days.enumerated().map { index, day in
            let (style, height) = bar(day.verdict)
            let left = Double(index) * step
            var drawn = column(
                style, left: left, width: step * 0.72, height: height, title: day.title,
                isHatched: day.verdict == .notProvable)
            if day.opensPeriod, index > 0 {
                let x = number(left - step * 0.14)
                drawn += #"<line class="opens" x1="\#(x)%" x2="\#(x)%" y1="-6%" y2="112%"/>"#
            }
            if day.isCorrected {
                drawn += #"<circle class="corrected" cx="\#(number(left + step * 0.36))%" cy="-14%" r="3"/>"#
            }
            return drawn
        }
        return SVG(#"<svg class="strip" role="img" aria-label="\#(said(label))">\#(bars.joined())</svg>"#)
    }

    private static func bar(_ verdict: Verdict?) -> (style: String, height: Double) {
        switch verdict {
        case .broken, .disputed: ("broken", 100)
        case .atRisk: ("risk", 72)
        case .notProvable: ("unproven", 44)
        case .onTrack, .repaired, .kept: ("kept", 44)
        case .made, .accepted, .withdrawn, nil: ("none", 10)
        }
    }
}

extension SVG {
    /// One bar that stands on the ground, in percent of the picture.
    private static func column(
        _ style: String, left: Double, width: Double, height: Double, title: String, isHatched: Bool
    ) -> String {
        let fill = isHatched ? #" fill="url(#hatch)""# : ""
        return #"<rect class="\#(style)"\#(fill) x="\#(number(left))%" y="\#(number(100 - height))%""#
            + #" width="\#(number(width))%" height="\#(number(height))%">"#
            + "<title>\(said(title))</title></rect>"
    }
}

// Pages per day.

extension SVG {
    /// One bar a day; a day that cannot be counted is a hatched stub and never a zero.
    static func days(_ days: [(pages: Int64?, title: String)], top: Int64, label: String) -> SVG {
        guard !days.isEmpty, top > 0 else { return .none }
        let step = 100 / Double(days.count)
        let bars = days.enumerated().map { index, day in
            let height = day.pages.map { max($0 > 0 ? 1 : 0.4, Double($0) / Double(top) * 100) }
            return column(
                height == nil ? "gap" : "bar", left: Double(index) * step + step * 0.1, width: step * 0.8,
                height: height ?? 10, title: day.title, isHatched: height == nil)
        }
        let grid = [0.5, 50].map {
            #"<line class="grid" x1="0" x2="100%" y1="\#(number($0))%" y2="\#(number($0))%"/>"#
        }
        let base = #"<line class="base" x1="0" x2="100%" y1="100%" y2="100%"/>"#
        return SVG(
            #"<svg role="img" aria-label="\#(said(label))">\#(grid.joined())\#(bars.joined())\#(base)</svg>"#)
    }

    /// The next round figure at or above `value`: 1, 2 or 5 times a power of ten.
    static func roundTop(above value: Int64) -> Int64 {
        var power: Int64 = 1
        while power < Int64.max / 10 {
            for factor: Int64 in [1, 2, 5] where power * factor >= value { return max(10, power * factor) }
            power *= 10
        }
        return value
    }
}
