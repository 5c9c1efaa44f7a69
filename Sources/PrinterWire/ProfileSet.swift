// SPDX-License-Identifier: Apache-2.0

/// The profiles that come with the product, together with those that people wrote.
///
/// A text whose `profile` line names a profile that is there already adds to it: its lines stand before the
/// built-in ones, and a rule of the same kind and name takes the other's place. A text with a name of its own is
/// a make of its own, tried before the built-in makes where both fit equally well. Of several texts, the later
/// one's lines stand before the earlier one's.
public struct ProfileSet: Sendable {
    /// A text as somebody wrote it.
    public struct Text: Hashable, Sendable {
        public var file: String
        public var bytes: [UInt8]

        public init(file: String, bytes: [UInt8]) {
            self.file = file
            self.bytes = bytes
        }
    }

    /// A text that is not used, and why.
    public struct Refused: Hashable, Sendable {
        public var file: String
        public var findings: [LineFinding]
    }

    /// For ``Interpreter/init(profiles:)``: the base first.
    public let profiles: [Profile]
    /// Texts with a mistake in them. Half of what somebody meant could read a counter wrongly, so the whole text
    /// is left out; all others are used.
    public let refused: [Refused]

    /// - Parameter texts: In the order in which they were found; the later ones count more.
    public init(adding texts: [Text]) {
        var refused: [Refused] = []
        var layers: [(name: String, texts: [[UInt8]])] = []
        for text in texts {
            let (profile, findings) = Profile.parse(text.bytes)
            guard let profile, findings.isEmpty else {
                let missing = LineFinding(line: 1, sentence: "The first line is `profile NAME`.")
                refused.append(Refused(file: text.file, findings: findings.isEmpty ? [missing] : findings))
                continue
            }
            if let place = layers.firstIndex(where: { $0.name == profile.name }) {
                layers[place].texts.insert(text.bytes, at: 0)
            } else {
                layers.append((profile.name, [text.bytes]))
            }
        }
        self.refused = refused
        guard !layers.isEmpty else {
            profiles = Profile.builtIn
            return
        }
        var builtIn = Profile.builtIn
        var makes: [Profile] = []
        for layer in layers {
            let place = builtIn.firstIndex { $0.name == layer.name }
            let below = place.map { builtIn[$0].name }.flatMap { Profile.builtInText(named: $0) }
            guard let profile = Profile.parse(layers: layer.texts + (below.map { [$0] } ?? [])) else {
                continue
            }
            if let place { builtIn[place] = profile } else { makes.insert(profile, at: 0) }
        }
        profiles = Array(builtIn.prefix(1)) + makes + builtIn.dropFirst()
    }

    public var interpreter: Interpreter { Interpreter(profiles: profiles) }
}

extension Profile {
    /// The text of a profile that comes with the product, to read or to begin one's own with.
    public static func builtInText(named name: String) -> [UInt8]? {
        builtInTexts.first { parse($0.bytes).profile?.name == name }?.bytes
    }
}
