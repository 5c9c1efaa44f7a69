// SPDX-License-Identifier: Apache-2.0
import Values

/// What people call those whom promises and evidence name by id.
///
/// Judgements are made with ids, so that they never depend on what somebody is called today; people read names.
public struct Naming: Hashable, Sendable {
    private let names: [String: String]

    /// - Parameter names: what people say, by id.
    public init(_ names: [String: String]) {
        self.names = names
    }

    /// Ids stay as they are.
    public static let ids = Naming([:])

    /// A text with every id in it that is known here replaced by its name.
    public func callAsFunction(_ text: String) -> String {
        guard !names.isEmpty, text.utf8.count >= Naming.idLength else { return text }
        var named = ""
        var word = Substring.UnicodeScalarView()
        func close() {
            let plain = String(word)
            named += plain.utf8.count < Naming.idLength ? plain : name(plain)
            word = Substring.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9", "A"..."Z", "/": word.append(scalar)
            default:
                close()
                named.unicodeScalars.append(scalar)
            }
        }
        close()
        return named
    }

    /// Of the way down to a place people say the last step.
    private func name(_ word: String) -> String {
        let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let last = parts.last, parts.allSatisfy({ names[$0] != nil }) else {
            return parts.map { names[$0] ?? $0 }.joined(separator: "/")
        }
        return names[last] ?? last
    }

    private static let idLength = 26

    /// Every id that stands in a text, known here or not: whose names have to be looked up.
    public static func ids(in text: String) -> Set<ID128> {
        Set(
            text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
                .compactMap { $0.utf8.count == idLength ? ID128(String($0)) : nil })
    }
}

extension SubjectJudgement {
    /// As people read it.
    public func named(_ naming: Naming) -> SubjectJudgement {
        var named = self
        named.name = naming(name)
        named.gaps = gaps.map { Gap(from: $0.from, until: $0.until, reason: naming($0.reason)) }
        named.explanation = explanation.map { ExplanationLine($0.at, naming($0.text)) }
        return named
    }
}

extension Judgement {
    /// As people read it: with names in the place of ids.
    public func named(_ naming: Naming) -> Judgement {
        var named = self
        named.subjects = subjects.map { $0.named(naming) }
        named.gaps = gaps.map { Gap(from: $0.from, until: $0.until, reason: naming($0.reason)) }
        named.excluded = excluded.map {
            ExcludedTime(
                from: $0.from, until: $0.until, reason: naming($0.reason), evidence: $0.evidence)
        }
        named.explanation = explanation.map { ExplanationLine($0.at, naming($0.text)) }
        named.views?.by = naming(views?.by ?? "")
        named.views?.because = naming(views?.because ?? "")
        return named
    }
}
