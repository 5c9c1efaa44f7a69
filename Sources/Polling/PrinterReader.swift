// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Values

/// What to ask printers, and what their answers mean: the interpreter's knowledge in the form the engine needs.
public struct PrinterReader: Sendable {
    public let interpreter: Interpreter
    private let identifying: [Question]

    public init(interpreter: Interpreter = .builtIn) {
        self.interpreter = interpreter
        identifying = interpreter.questions(.identify)
    }

    // MARK: - Asking

    /// For an address at which there may be nothing: one cheap question, and everything when a printer answers.
    public func probe(_ endpoint: Endpoint) -> Ask {
        ask(endpoint, limits: .scan)
    }

    /// Everything, from a machine that is known to be there.
    public func full(_ endpoint: Endpoint, limits: Inquiry.Limits = Inquiry.Limits()) -> Ask {
        ask(endpoint, limits: limits)
    }

    /// Whatever can tell something about a printer, asked or not asked in a reading: to keep it for whoever writes
    /// a profile. The tables about the network around it are left alone.
    public func everything(_ endpoint: Endpoint) -> Ask {
        // system, interfaces, host resources, ifMIB, Printer-MIB, entities; then all makers' own.
        let standard = [1, 2, 25, 31, 43, 47].map { OID([1, 3, 6, 1, 2, 1, $0]) }
        let makers = OID([1, 3, 6, 1, 4, 1])
        return Ask(
            endpoint, identifying,
            limits: Inquiry.Limits(valuesMax: WireLimits.walkValuesMax, requestsMax: 50_000)
        ) { _ in (standard + [makers]).map { .table($0) } }
    }

    private func ask(_ endpoint: Endpoint, limits: Inquiry.Limits) -> Ask {
        Ask(endpoint, identifying, limits: limits) { [interpreter] walk in
            guard interpreter.isPrinter(walk) else { return [] }
            return interpreter.questions(.full, knowing: walk) + Interpreter.markQuestions
        }
    }

    // MARK: - Understanding

    public func isPrinter(_ walk: Walk) -> Bool { interpreter.isPrinter(walk) }

    public func reading(
        _ walk: Walk, address: String, heard: Instant, version: SNMPVersion
    ) -> Reading {
        interpreter.reading(
            from: walk, address: address, heard: heard, saidOver: version.wireProtocol)
    }

    /// A reading from a recording, in which nobody was asked.
    public func reading(recorded walk: Walk, name: String, heard: Instant) -> Reading {
        interpreter.reading(from: walk, address: name, heard: heard, saidOver: .recording)
    }

    /// By what a later walk shows that the machine is still as it was.
    public func marks(_ walk: Walk) -> ChangeMarks {
        var marks = ChangeMarks()
        if case .timeTicks(let ticks) = walk.value(Interpreter.uptime) { marks.uptimeTicks = ticks }
        marks.configurationChanges = walk.column(Interpreter.configurationChanges).first?.value.number
        marks.serials = interpreter.serials(in: walk)
        marks.levels = interpreter.supplyLevels(in: walk).map { .init(level: $0.level, max: $0.max) }
        marks.rowCount = walk.count - walk.subtree(Interpreter.alerts).count
        marks.isAsleep = interpreter.isAsleep(walk)
        marks.states = interpreter.wakelessQuestions.map { question in
            walk.column(question.oid).first.map { row in
                row.value.bytes?.first.map { Int64($0) } ?? row.value.number ?? 0
            }
        }
        return marks
    }

    /// The few questions that leave a sleeping printer asleep.
    public func watch(_ endpoint: Endpoint, limits: Inquiry.Limits = Inquiry.Limits()) -> Ask {
        Ask(endpoint, [.value(Interpreter.uptime)] + interpreter.wakelessQuestions, limits: limits)
    }

    // MARK: - Frequent readings

    /// What to ask of a printer that was read in full before.
    public func frequent(_ endpoint: Endpoint, after part: SeldomPart, limits: Inquiry.Limits) -> Ask {
        Ask(endpoint, part.questions, limits: limits)
    }

    /// The part of a full walk that is not asked again until the next full one, kept small.
    ///
    /// - Parameter reading: what the walk means, where somebody knows it already.
    public func seldomPart(of walk: Walk, meaning reading: Reading? = nil) -> SeldomPart {
        let questions = interpreter.routine(after: walk)
        let rest = walk.updated(by: Walk(), asked: questions)
        let whole =
            reading
            ?? interpreter.reading(
                from: walk, address: "", heard: Instant(microseconds: 0), saidOver: .recording)
        return SeldomPart(
            rest: PackedWalk(rest), questions: questions,
            standing: interpreter.standing(of: walk, besides: rest, meaning: whole))
    }

    /// A whole walk again: what was said seldom, with what was just heard.
    public func join(_ part: SeldomPart, _ heard: Walk) -> Walk { part.rest.walk.merging(heard) }

    /// As ``reading(_:address:heard:version:)`` of what ``join(_:_:)`` makes: where only figures have changed, what
    /// the rest means is not found out again.
    public func reading(
        _ walk: Walk, joining part: SeldomPart, address: String, heard: Instant, version: SNMPVersion
    ) -> Reading {
        let standing = part.standing.flatMap {
            interpreter.reading(
                from: walk, standing: $0, address: address, heard: heard, saidOver: version.wireProtocol)
        }
        return standing ?? reading(join(part, walk), address: address, heard: heard, version: version)
    }
}

/// What a printer said last where it is asked seldom, and what it is asked often.
public struct SeldomPart: Sendable {
    let rest: PackedWalk
    /// The same for all machines of a kind.
    var questions: [Question]
    /// What the rest means; `nil` where that cannot be told without what is asked often.
    var standing: StandingReading?

    init(rest: PackedWalk, questions: [Question], standing: StandingReading? = nil) {
        self.rest = rest
        self.questions = questions
        self.standing = standing
        rowCount = SeldomPart.rowCount(questions)
    }

    /// How many rows a machine answers that is built as it was; `nil` where it has tables too long to be asked row
    /// by row.
    let rowCount: Int?

    private static func rowCount(_ questions: [Question]) -> Int? {
        var count = 0
        for question in questions {
            switch question {
            case .row: count += 1
            case .table, .value, .first: return nil
            case .rest, .under: continue
            }
        }
        return count
    }

    /// Bytes of memory that it takes beside what is the same for all machines of a kind, about.
    public var byteCount: Int { rest.byteCount + (standing?.byteCount ?? 0) }
}

/// What is the same for all machines of a kind, and kept once.
public struct SharedForms: Sendable {
    /// Kinds that are remembered; beyond it they begin anew, which costs only memory.
    static let kindsMax = 4_096

    private var questions: Set<[Question]> = []
    private var forms: Set<StandingForm> = []

    public init() {}

    /// The same part, leaning on what is kept already of its kind.
    public mutating func share(_ part: SeldomPart) -> SeldomPart {
        if questions.count >= SharedForms.kindsMax { questions = [] }
        if forms.count >= SharedForms.kindsMax { forms = [] }
        var part = part
        part.questions = questions.insert(part.questions).memberAfterInsert
        if let standing = part.standing {
            part.standing = standing.sharing(forms.insert(standing.form).memberAfterInsert)
        }
        return part
    }
}

extension SNMPVersion {
    fileprivate var wireProtocol: WireProtocol {
        switch self {
        case .v1: .snmp1
        case .v2c: .snmp2c
        case .v3: .snmp3
        }
    }
}
