// SPDX-License-Identifier: Apache-2.0

/// The words the English rules know. What is not here is not understood, and so nothing is offered.
enum EnglishWords {
    static let saying: Set<String> = [
        "said", "says", "say", "told", "tells", "wrote", "writes", "promised", "promises", "answered",
        "confirmed", "replied", "added",
    ]
    /// Behind these a promise is reported: "she said she would".
    static let reporting: Set<String> = [
        "said", "says", "told", "tells", "promised", "promises", "promise", "agreed", "agrees", "confirmed",
        "confirms", "wrote", "assured", "replied", "answered",
    ]
    /// Words that turn a promise into a thought, a wish, a question or a story.
    static let blocking: Set<String> = [
        "think", "thinks", "thought", "hope", "hopes", "hoped", "guess", "guesses", "suppose", "supposes",
        "wish",
        "wishes", "doubt", "doubts", "assume", "assumes", "believe", "believes", "expect", "expects",
        "expected",
        "maybe", "perhaps", "possibly", "probably", "hopefully", "ideally", "not", "never", "whether", "ask",
        "asked", "asks", "wonder", "wonders", "wondered", "how", "why", "where", "which", "who", "what",
        "whatever", "when", "whenever", "everything", "anything", "want", "wants", "wanted", "need", "needs",
        "because", "since", "although", "though", "while", "until", "than", "as", "imagine", "suggest",
        "seems",
        "seem", "possible", "likely", "unlikely", "chance", "unclear", "rumour", "nobody", "none", "nothing",
        "fear",
        "fears", "afraid", "case", "had", "used", "joked", "joking", "demand", "demands", "demanded",
        "claims",
        "claimed", "dream", "depends", "unless", "if", "no", "heard", "would", "could", "might", "should",
        "can",
    ]
    static let hedges: Set<String> = [
        "maybe", "perhaps", "possibly", "probably", "hopefully", "ideally", "presumably",
    ]
    /// Between "will" and the verb these end the promise.
    static let weakening: Set<String> = [
        "not", "never", "try", "hardly", "rarely", "probably", "maybe", "perhaps", "possibly", "hopefully",
        "likely", "attempt", "aim", "hope", "consider", "seldom", "ideally", "eventually",
    ]
    /// Between "will" and the verb these change nothing.
    static let adverbs: Set<String> = [
        "also", "then", "definitely", "certainly", "gladly", "personally", "happily", "just", "still",
        "simply",
        "surely", "always", "now", "both", "all", "of", "course", "really", "quickly", "again", "at", "once",
        "soon",
        "first", "each", "myself", "ourselves",
    ]
    static let conditions: Set<String> = ["if", "unless", "provided", "once", "when", "assuming", "whenever"]
    static let nobody: Set<String> = ["nobody", "none", "nothing", "neither", "no-one"]
    static let determiners: Set<String> = [
        "the", "a", "an", "your", "her", "his", "their", "our", "my", "this", "that", "these", "those",
        "another",
        "both", "all", "one",
    ]
    /// Nouns for someone of the service.
    static let servants: Set<String> = [
        "technician", "engineer", "colleague", "driver", "courier", "desk", "team", "someone", "somebody",
        "people", "mechanic",
    ]
    static let goods: Set<String> = [
        "toner", "ink", "cartridge", "cartridges", "machine", "machines", "printer", "printers", "copier",
        "part",
        "parts", "paper", "quote", "offer", "plan", "report", "delivery", "invoice", "drum", "spare", "box",
        "boxes",
        "replacement", "contract", "proposal", "list", "it", "they", "everything",
    ]

    /// Verbs of doing that stand alone with whatever follows.
    static let deeds: Set<String> = [
        "call", "ring", "phone", "send", "email", "e-mail", "mail", "write", "bring", "deliver", "ship",
        "order",
        "replace", "fix", "repair", "mend", "install", "move", "remove", "swap", "check", "ask", "tell",
        "visit",
        "return", "give", "show", "train", "explain", "prepare", "draft", "provide", "share", "forward",
        "arrange",
        "schedule", "book", "organise", "organize", "confirm", "answer", "reply", "respond", "clean",
        "collect",
        "sign", "pay", "refund", "credit", "measure", "meet", "invite", "introduce", "review",
        "present",
        "test", "reset", "configure", "connect", "label", "refill", "sort", "chase",
        "raise", "escalate", "cancel", "post", "hand", "finish", "complete", "attend", "join", "discuss",
        "remind",
        "inform", "update", "contact", "text", "message", "adjust", "unpack",
        "reply",
        "publish", "circulate", "approve", "pick", "drop", "supply", "restock", "service", "calibrate",
    ]
    /// Verbs that mean a deed only with one of these words after them.
    static let phrasal: [String: Set<String>] = [
        "look": ["into", "at", "for", "after", "up"], "get": ["back", "in"], "follow": ["up"],
        "come": [
            "by", "back", "over", "in", "to", "on", "with", "round", "along", "and", "up", "down", "tomorrow",
        ],
        "stop": ["by"], "drop": ["by", "in", "off"], "swing": ["by"], "set": ["up", "aside"], "see": ["to"],
        "take": ["care", "a", "away", "back", "it", "them", "over"], "make": ["sure", "a", "an", "the"],
        "do": ["it", "that", "this", "so", "the", "both", "everything"], "let": [], "keep": [],
        "talk": ["to", "with"],
        "speak": ["to", "with"], "put": [], "turn": ["on", "off"], "top": ["up"],
        "leave": ["a", "the", "it", "one"],
        "start": ["the", "on", "with"], "begin": ["the", "on", "with"], "go": ["through", "over"],
        "walk": ["through", "the", "you"], "report": ["back", "to"], "read": ["the", "it", "through"],
        "work": ["out"], "find": ["out", "a", "the", "another"],
        "be": ["there", "here", "back", "on", "in", "with"],
    ]
    /// After "be on" and "be in" only these make a deed.
    static let beingIn: Set<String> = ["site", "touch"]
    /// What people have, get or hear when somebody else keeps a promise.
    static let receivingVerbs: Set<String> = ["have", "get", "receive", "hear", "see", "find"]
    /// Done to something: "it will be fixed".
    static let participles: Set<String> = [
        "fixed", "repaired", "replaced", "delivered", "installed", "sent", "done", "ready", "mended", "moved",
        "swapped", "cleaned", "checked", "sorted", "shipped", "ordered", "finished", "completed", "collected",
        "removed", "refilled", "refunded", "credited", "signed", "paid", "here", "there", "back", "reset",
        "answered", "confirmed", "updated", "working", "running", "prepared",
    ]
    /// Where a thing will be, and how: said of anything but what we bring, it is a prophecy.
    static let states: Set<String> = ["here", "there", "back", "ready", "working", "running", "done"]
    /// "Tom is bringing it tomorrow" is a promise; "Ana is meeting the dean" is her day.
    static let bringing: Set<String> = [
        "bringing", "sending", "delivering", "calling", "shipping", "returning", "replacing", "fixing",
        "repairing",
        "installing", "swapping",
    ]
    /// Persons are the object of these; of other verbs "them" are things.
    static let toPersons: Set<String> = [
        "call", "ring", "phone", "email", "e-mail", "mail", "tell", "ask", "let", "show", "train", "visit",
        "meet",
        "remind", "inform", "update", "contact", "text", "message", "invite", "answer", "give", "send",
        "bring",
        "keep", "introduce", "pay", "refund", "write", "promise", "promised", "hand", "get", "walk",
    ]
    static let visiting: Set<String> = ["visit", "come", "drop", "stop", "swing", "be", "walk"]
    static let talking: Set<String> = [
        "call", "ring", "phone", "ask", "check", "speak", "talk", "contact", "meet",
    ]

    /// Whether a small word is one of the language rather than a name.
    static func isCommon(_ word: String) -> Bool {
        commonNames.contains(word) || deeds.contains(word)
    }

    private static let commonNames: Set<String> = [
        "will", "may", "mark", "bill", "rose", "grace", "hope", "joy", "art", "sue", "pat", "rob", "grant",
        "frank",
        "june", "april", "august", "summer", "dawn", "faith", "reed", "miles", "rich", "guy", "so", "an",
        "in", "do",
        "jack", "nick", "don", "long", "young", "so", "to", "ha", "my", "so", "ed", "max", "les", "per",
        "dale",
    ]

    /// Takes contractions apart.
    static func apart(_ word: String) -> [String] {
        switch word {
        case "won't": return ["will", "not"]
        case "can't", "cannot": return ["can", "not"]
        case "shan't": return ["shall", "not"]
        case "gonna": return ["going", "to"]
        case "let's": return ["let", "us"]
        case "o'clock": return [word]
        default: break
        }
        if word.hasSuffix("n't") { return [String(word.dropLast(3)), "not"] }
        for (ending, full) in [
            ("'ll", "will"), ("'m", "am"), ("'re", "are"), ("'ve", "have"), ("'d", "would"),
        ]
        where word.hasSuffix(ending) && word.utf8.count > ending.utf8.count {
            return [String(word.dropLast(ending.count)), full]
        }
        // Behind a name 's may be "is" or an owner; only behind these words it is surely "is".
        if word.hasSuffix("'s"),
            ["he", "she", "it", "that", "there", "who", "what", "here"].contains(word.dropLast(2))
        {
            return [String(word.dropLast(2)), "is"]
        }
        return [word]
    }

    /// Whether a word is the form in -ing of a verb of doing: calling, coming, swapping.
    static func isDoing(_ word: String) -> Bool {
        guard word.hasSuffix("ing"), word.utf8.count > 5 else { return false }
        let stem = String(word.dropLast(3))
        if deeds.contains(stem) || deeds.contains(stem + "e") || stem == "com" { return true }
        guard let last = stem.last, stem.dropLast().last == last else { return false }
        return deeds.contains(String(stem.dropLast()))
    }
}
