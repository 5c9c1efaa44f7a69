// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Web

/// The stylesheets and templates, held to the rules of the look.
@Suite struct LookTests {
    private let tokens = String(decoding: PackageResources.tokens_css, as: UTF8.self)
    private let parts = String(decoding: PackageResources.parts_css, as: UTF8.self)

    /// Every `--name: light-dark(#…, #…)` of the tokens.
    private func colours() -> [String: (light: String, dark: String)] {
        let matches = tokens.matches(of: #/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/#)
        return Dictionary(matches.map { (String($0.1), (String($0.2), String($0.3))) }) { first, _ in first }
    }

    /// WCAG 2.2's relative luminance.
    private func luminance(_ hex: String) throws -> Double {
        let number = try #require(UInt32(hex.dropFirst(), radix: 16))
        let channels = [16, 8, 0].map { shift in
            let value = Double(number >> UInt32(shift) & 255) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }

    private func contrast(_ one: String, _ other: String) throws -> Double {
        let (a, b) = (try luminance(one), try luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    @Test(
        arguments: ["ink", "soft", "link", "kept", "risk", "broken", "unproven"], ["paper", "sheet", "shade"])
    func `every ink can be read on every paper, in the light and in the dark`(
        _ ink: String, _ paper: String
    ) throws {
        let colours = colours()
        let front = try #require(colours[ink])
        let back = try #require(colours[paper])
        #expect(try contrast(front.light, back.light) >= 4.5)
        #expect(try contrast(front.dark, back.dark) >= 4.5)
    }

    @Test func `the edge of what can be touched is seen on every paper`() throws {
        let colours = colours()
        let edge = try #require(colours["edge"])
        for name in ["paper", "sheet", "shade"] {
            let back = try #require(colours[name])
            #expect(try contrast(edge.light, back.light) >= 3)
            #expect(try contrast(edge.dark, back.dark) >= 3)
        }
    }

    @Test func `colours are named in the tokens and nowhere else`() {
        #expect(parts.matches(of: #/#[0-9a-fA-F]{3,8}\b(?!;?\s*\{)/#).isEmpty)
        #expect(!parts.contains("rgb("))
        for (name, bytes) in Templates.sources where name != "layout" {
            #expect(
                String(decoding: bytes, as: UTF8.self).matches(of: #/"#[0-9a-fA-F]{6}"/#).isEmpty, "\(name)")
        }
    }

    @Test func `every token that is used is there`() {
        let defined = Set(tokens.matches(of: #/(--[a-z0-9-]+):/#).map { String($0.1) }).union(["--when"])
        let used = Set((parts + tokens).matches(of: #/var\((--[a-z0-9-]+)/#).map { String($0.1) })
        #expect(used.subtracting(defined).isEmpty)
    }

    @Test func `nothing is fetched from elsewhere`() {
        for text in [tokens, parts] {
            #expect(!text.contains("@import"))
            #expect(!text.contains("url("))
        }
    }

    @Test func `no template has a style or a script of its own`() {
        for (name, bytes) in Templates.sources {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("style="), "\(name)")
            #expect(text.matches(of: #/\son[a-z]+=/#).isEmpty, "\(name)")
            #expect(text.matches(of: #/<script(?! type="module" src=)/#).isEmpty, "\(name)")
            #expect(!text.contains("http://") && !text.contains("https://"), "\(name)")
        }
    }

    @Test func `only our own pictures go into a page unescaped`() {
        let pictures: Set<String> = ["mark", "verdict.mark", "gauge", "spark", "strip", "chart"]
        for (name, bytes) in Templates.sources {
            let text = String(decoding: bytes, as: UTF8.self)
            for match in text.matches(of: #/\{\{\{([^}]*)\}\}\}/#) {
                let field = String(match.1)
                if field == "." {
                    #expect(text.contains("{{#gauge}}"), "\(name) lets something through unescaped")
                } else {
                    #expect(pictures.contains(field), "\(name) lets \(field) through unescaped")
                }
            }
            #expect(!text.contains("{{&"), "\(name)")
        }
    }

    @Test func `every form but a search carries the token against forgery`() {
        for (name, bytes) in Templates.sources {
            let text = String(decoding: bytes, as: UTF8.self)
            let forms = text.components(separatedBy: "<form").dropFirst()
            for form in forms where form.contains("method=\"post\"") {
                let body = form.components(separatedBy: "</form>")[0]
                #expect(body.contains("name=\"forgery\""), "\(name)")
            }
            #expect(text.matches(of: #/<form(?![^>]*method=)/#).isEmpty, "\(name)")
        }
    }

    @Test func `every page becomes whole from its sample`() throws {
        let templates = try Templates()
        for sample in Templates.samples {
            let text = try templates.render(Sheet(frame: .sample, page: sample))
            let name = type(of: sample).template
            #expect(!text.contains("{{"), "\(name)")
            #expect(!text.contains("Optional("), "\(name)")
            #expect(text.components(separatedBy: "<h1").count == 2, "\(name) has one head")
            let ids = text.matches(of: #/\sid="([^"]+)"/#).map { String($0.1) }
            #expect(Set(ids).count == ids.count, "\(name) has an id twice: \(ids)")
        }
    }
}
