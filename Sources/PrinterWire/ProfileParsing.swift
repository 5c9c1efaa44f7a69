// SPDX-License-Identifier: Apache-2.0
import Fleet

extension Profile {
    /// Reads the text of a profile. Total over any bytes: a line that cannot be read is left out and named in
    /// the findings. `nil` when the text does not begin with a `profile` line.
    public static func parse(_ bytes: some Sequence<UInt8>) -> (profile: Profile?, findings: [LineFinding]) {
        var parser = ProfileParser()
        forEachLine(of: Array(bytes)) { number, line in
            parser.take(line, number: number)
            return parser.findings.count < WireLimits.findingsMax
        }
        parser.closeRule()
        return (parser.profile, parser.findings)
    }

    public static func parse(_ text: String) -> (profile: Profile?, findings: [LineFinding]) {
        parse(text.utf8)
    }

    /// Reads several texts of one profile as one: what an earlier text says stands before what a later one says,
    /// and a rule takes the place of a later text's rule of the same kind and name.
    static func parse(layers: [[UInt8]]) -> Profile? {
        var parser = ProfileParser()
        for layer in layers {
            forEachLine(of: layer) { number, line in
                parser.take(line, number: number)
                return parser.findings.count < WireLimits.findingsMax
            }
            parser.endLayer()
        }
        return parser.profile
    }
}

/// Takes a profile line by line. An indented line belongs to the rule above it.
struct ProfileParser {
    /// The rule whose indented lines are still to come.
    private enum OpenRule {
        case model(Profile.TextRule)
        case serial(Profile.TextRule)
        case firmware(Profile.TextRule)
        case partNumber(Profile.TextRule)
        case supplySerial(Profile.TextRule)
        case display(Profile.TextRule)
        case meter(Profile.MeterRule)
        case level(Profile.LevelRule)
        case supply(Profile.SupplyRule)
        case supplyTable(Profile.SupplyTableRule)
        case receptacle(Profile.ReceptacleRule)
        case counting(Profile.CountingRule)

        var provenance: Profile.Provenance {
            switch self {
            case .model(let rule), .serial(let rule), .firmware(let rule), .partNumber(let rule),
                .supplySerial(let rule), .display(let rule):
                rule.provenance
            case .meter(let rule): rule.provenance
            case .level(let rule): rule.provenance
            case .supply(let rule): rule.provenance
            case .supplyTable(let rule): rule.provenance
            case .receptacle(let rule): rule.provenance
            case .counting(let rule): rule.provenance
            }
        }
    }

    private(set) var profile: Profile?
    private(set) var findings: [LineFinding] = []
    private var open: OpenRule?
    private var openLine = 0
    /// Where the words of the line begin, counted from 1.
    private var columns: [Int] = []
    /// The rules of the text that is being read, and of those before it, by kind and name.
    private var named: Set<String> = []
    private var namedBefore: Set<String> = []
    private var isOpenSaidBefore = false

    mutating func take(_ line: ArraySlice<UInt8>, number: Int) {
        guard line.count <= WireLimits.lineBytesMax, let text = String(validating: line, as: UTF8.self) else {
            find(number, "The line is too long or is not UTF-8.")
            return
        }
        guard
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\t" })
        else {
            find(number, "The line holds a control character.")
            return
        }
        columns = []
        guard let words = ProfileParser.words(of: text, columns: &columns) else {
            find(number, "A quotation mark is not closed.", word: max(0, columns.count - 1))
            return
        }
        guard let keyword = words.first, !keyword.hasPrefix("#") else { return }
        let arguments = Array(words.dropFirst())
        if text.hasPrefix(" ") || text.hasPrefix("\t") {
            takeAttribute(keyword, arguments, number)
            return
        }
        closeRule()
        openLine = number
        if keyword == "profile" {
            let isNext = !namedBefore.isEmpty && profile?.name == arguments.first
            guard arguments.count == 1, profile == nil || isNext else {
                find(number, "A profile begins once, with `profile NAME`.")
                return
            }
            if profile == nil { profile = Profile(name: arguments[0]) }
            return
        }
        guard var profile else {
            find(number, "The first line is `profile NAME`.")
            return
        }
        if let fault = takeLine(keyword, arguments, into: &profile) { find(number, fault, word: 1) }
        self.profile = profile
        nameRule(keyword, arguments, number)
    }

    /// Two rules of one kind and name could not be told apart in a reading.
    private mutating func nameRule(_ keyword: String, _ arguments: [String], _ number: Int) {
        guard open != nil, let first = arguments.first else { return }
        let name = "\(keyword) \(first)"
        guard !namedBefore.contains(name) else {
            // An earlier text has said it already.
            isOpenSaidBefore = true
            return
        }
        if !named.insert(name).inserted {
            find(number, "There is a rule `\(name)` above already. Give this one another name.", word: 1)
            isOpenSaidBefore = true
        }
    }

    /// What follows is another text of the same profile.
    mutating func endLayer() {
        closeRule()
        namedBefore.formUnion(named)
        namedBefore.insert("profile")
    }

    /// Puts the rule that was being read into the profile, if it says where it comes from.
    mutating func closeRule() {
        guard let rule = open else { return }
        open = nil
        defer { isOpenSaidBefore = false }
        guard !isOpenSaidBefore else { return }
        guard !rule.provenance.source.isEmpty else {
            findings.append(
                LineFinding(
                    line: openLine, column: 1,
                    sentence: "The rule has no `source` line, so nobody could check it; it is left out."))
            return
        }
        switch rule {
        case .model(let rule): profile?.models.append(rule)
        case .serial(let rule): profile?.serials.append(rule)
        case .firmware(let rule): profile?.firmwares.append(rule)
        case .partNumber(let rule): profile?.partNumbers.append(rule)
        case .supplySerial(let rule): profile?.supplySerials.append(rule)
        case .display(let rule): profile?.displays.append(rule)
        case .meter(let rule): profile?.meters.append(rule)
        case .level(let rule): profile?.levels.append(rule)
        case .supply(let rule): profile?.supplies.append(rule)
        case .supplyTable(let rule): profile?.supplyTables.append(rule)
        case .receptacle(let rule): profile?.receptacles.append(rule)
        case .counting(let rule): profile?.counting.append(rule)
        }
    }

    /// - Parameter word: Which word of the line is meant; the last one there is, where there are fewer.
    private mutating func find(_ line: Int, _ sentence: String, word: Int = 0) {
        let column = columns.isEmpty ? 1 : columns[min(word, columns.count - 1)]
        findings.append(LineFinding(line: line, column: column, sentence: sentence))
    }
}

extension ProfileParser {
    /// Reads a line that is not indented; returns what is wrong with it.
    private mutating func takeLine(
        _ keyword: String, _ arguments: [String], into profile: inout Profile
    ) -> String? {
        switch keyword {
        case "make":
            guard arguments.count == 1, let make = DeviceText.tidy(arguments[0]) else {
                return "Write `make WORD`, quoted when it holds blanks."
            }
            if profile.make == nil { profile.make = make }
        case "built-by":
            guard arguments.count == 1 else { return "Write `built-by PROFILE`." }
            if profile.builtBy == nil { profile.builtBy = arguments[0] }
        case "match", "not-printer":
            guard let test = ProfileParser.test(arguments) else {
                return "Write `\(keyword) FACT \"PATTERN\"` or `\(keyword) sysObjectID PREFIX`."
            }
            profile.recognitions.append(.init(test: test, isPrinter: keyword == "match"))
        case "device-id":
            guard arguments.count == 1, let oid = OID(arguments[0]) else { return "Write `device-id OID`." }
            profile.deviceIDs.append(oid)
        case "context":
            guard arguments.count == 2, let oid = OID(arguments[1]), !oid.arcs.isEmpty,
                arguments[0].utf8.count <= WireLimits.contextBytesMax
            else {
                return "Write `context NAME OID`, with a name of at most \(WireLimits.contextBytesMax) bytes."
            }
            let rule = Profile.ContextRule(name: arguments[0], missing: oid)
            if !profile.contexts.contains(rule) { profile.contexts.append(rule) }
        case "object", "column":
            guard arguments.count == 3, let oid = OID(arguments[1]),
                let asking = Profile.Asking(rawValue: arguments[2])
            else { return "Write `\(keyword) NAME OID identify|often|seldom`." }
            profile.objects.append(
                .init(name: arguments[0], oid: oid, isColumn: keyword == "column", asking: asking))
        case "words": return ProfileParser.takeWords(arguments, into: &profile)
        case "colorant":
            guard arguments.count == 2 else { return "Write `colorant WORD \"PATTERN\"`." }
            profile.colorants.append(.init(word: arguments[0], pattern: TextPattern(arguments[1])))
        case "supply-type":
            guard arguments.count == 2, let type = SupplyType(rawValue: arguments[0]) else {
                return "Write `supply-type TYPE \"PATTERN\"` with a type of the Printer-MIB."
            }
            profile.supplyTypes.append(.init(word: type, pattern: TextPattern(arguments[1])))
        case "asleep":
            guard arguments.count == 1 else { return "Write `asleep \"PATTERN\"`." }
            profile.sleepWords.append(TextPattern(arguments[0]))
        case "placeholder":
            guard arguments.count == 1 else { return "Write `placeholder \"PATTERN\"`." }
            profile.placeholders.append(TextPattern(arguments[0]))
        default: return openRule(keyword, arguments)
        }
        return nil
    }

    private mutating func openRule(_ keyword: String, _ arguments: [String]) -> String? {
        switch keyword {
        case "model", "serial", "firmware":
            guard arguments.count == 2, let fact = ProfileParser.fact(arguments[1]) else {
                return
                    "Write `\(keyword) NAME FACT`, where the fact is an object's name, deviceID.KEY or an OID."
            }
            let rule = Profile.TextRule(name: arguments[0], fact: fact)
            open = keyword == "model" ? .model(rule) : keyword == "serial" ? .serial(rule) : .firmware(rule)
        case "part-number", "supply-serial":
            guard arguments.count == 1 else { return "Write `\(keyword) NAME`." }
            let rule = Profile.TextRule(name: arguments[0], fact: .description)
            open = keyword == "part-number" ? .partNumber(rule) : .supplySerial(rule)
        case "display":
            guard arguments.count == 2, let fact = ProfileParser.fact(arguments[1]) else {
                return "Write `display NAME FACT`."
            }
            open = .display(Profile.TextRule(name: arguments[0], fact: fact))
        case "meter":
            guard arguments.count >= 2, let place = ProfileParser.place(arguments.dropFirst()) else {
                return "Write `meter NAME OID [+ OID] [+? OID]`."
            }
            open = .meter(Profile.MeterRule(name: full(arguments[0]), place: place))
        case "supply":
            guard arguments.count == 2, let oid = OID(arguments[1]) else { return "Write `supply NAME OID`." }
            open = .supply(
                Profile.SupplyRule(name: full(arguments[0]), place: .objects([oid], others: [])))
        case "supply-table":
            guard arguments.count == 2, let oid = OID(arguments[1]) else {
                return "Write `supply-table NAME OID`, with the table's entry."
            }
            open = .supplyTable(Profile.SupplyTableRule(name: full(arguments[0]), entry: oid))
        case "receptacle":
            guard arguments.count == 2, let gauge = ReceptacleGauge(rawValue: arguments[1]) else {
                return "Write `receptacle NAME filled` or `receptacle NAME roomLeft`."
            }
            open = .receptacle(Profile.ReceptacleRule(name: full(arguments[0]), gauge: gauge))
        case "level":
            guard arguments.count >= 3, let recorded = Int64(arguments[1]), recorded < 0,
                let level = ProfileParser.level(Array(arguments.dropFirst(2)))
            else { return "Write `level NAME NUMBER percent N`, or a state in the place of `percent N`." }
            open = .level(Profile.LevelRule(name: full(arguments[0]), recorded: recorded, level: level))
        case "counts":
            guard arguments.count == 2, let field = ReadingField(rawValue: arguments[0]),
                let voice = Voice(rawValue: arguments[1])
            else {
                let fields = ReadingField.allCases.map { $0.rawValue }.joined(separator: "|")
                return "Write `counts \(fields) snmp|ipp`."
            }
            open = .counting(
                Profile.CountingRule(name: full("counts-\(field.rawValue)"), field: field, voice: voice))
        default:
            return "`\(keyword.prefix(40))` is not known here."
        }
        return nil
    }

    /// The rule's name as readings carry it.
    private func full(_ name: String) -> String { "\(profile?.name ?? "")/\(name)" }

    private mutating func takeAttribute(_ keyword: String, _ arguments: [String], _ number: Int) {
        guard let rule = open else {
            find(number, "An indented line belongs to a rule above it, and there is none.")
            return
        }
        guard let taken = ProfileParser.take(keyword, arguments, into: rule) else {
            find(number, "`\(keyword.prefix(40))` cannot be read for this rule.")
            return
        }
        open = taken
    }

    private static func take(
        _ keyword: String, _ arguments: [String], into rule: OpenRule
    ) -> OpenRule? {
        func text(_ rule: Profile.TextRule) -> Profile.TextRule? {
            var rule = rule
            return take(keyword, arguments.joined(separator: " "), into: &rule) ? rule : nil
        }
        switch rule {
        case .model(let rule): return text(rule).map { .model($0) }
        case .serial(let rule): return text(rule).map { .serial($0) }
        case .firmware(let rule): return text(rule).map { .firmware($0) }
        case .partNumber(let rule): return text(rule).map { .partNumber($0) }
        case .supplySerial(let rule): return text(rule).map { .supplySerial($0) }
        case .display(let rule): return text(rule).map { .display($0) }
        case .meter(var rule): return take(keyword, arguments, into: &rule) ? .meter(rule) : nil
        case .level(var rule): return take(keyword, arguments, into: &rule) ? .level(rule) : nil
        case .supply(var rule): return take(keyword, arguments, into: &rule) ? .supply(rule) : nil
        case .supplyTable(var rule):
            return take(keyword, arguments, into: &rule) ? .supplyTable(rule) : nil
        case .receptacle(var rule):
            return take(keyword, arguments, into: &rule) ? .receptacle(rule) : nil
        case .counting(var rule):
            return take(keyword, arguments, into: &rule) ? .counting(rule) : nil
        }
    }

    /// The words of a line; text in quotation marks is one word. `nil` when a mark is not closed.
    ///
    /// - Parameter columns: Where each word begins, counted from 1 in characters.
    static func words(of line: String, columns: inout [Int]) -> [String]? {
        var words: [String] = []
        var column = 0
        var word = ""
        var isQuoted = false
        var hasWord = false
        for character in line {
            column += 1
            let isBlank = character == " " || character == "\t"
            if !hasWord, !isBlank, character != "#" || isQuoted { columns.append(column) }
            if character == "\"" {
                isQuoted.toggle()
                hasWord = true
            } else if !isQuoted, isBlank {
                if hasWord { words.append(word) }
                word = ""
                hasWord = false
            } else {
                // A comment runs to the end of the line, unless it stands within a word.
                if character == "#", !isQuoted, !hasWord { break }
                word.append(character)
                hasWord = true
            }
        }
        guard !isQuoted else { return nil }
        if hasWord { words.append(word) }
        return words
    }
}
