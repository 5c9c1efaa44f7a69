// SPDX-License-Identifier: Apache-2.0
import Values

/// Something to ask a device.
public enum Question: Hashable, Sendable {
    /// One object by its full name.
    case value(OID)
    /// Everything below a name: a column of a table, or an object whose index is not known.
    case table(OID)
    /// The first object below a name, whatever its index; all of these together are one request.
    case first(OID)
    /// An object that is known to be there, asked as what follows on another name; nothing else is taken for it.
    /// All of these, those of ``first(_:)`` and of ``rest(of:after:)`` share requests.
    case row(OID, after: OID)
    /// What there is of a column behind a row that is known; mostly nothing.
    case rest(of: OID, after: OID)
    /// The same under another SNMP context, asked last, and only when nothing below `missing` was heard in the
    /// device's own: some agents keep a table in a context of its own.
    indirect case under(context: String, missing: OID, Question)

    public var oid: OID {
        switch self {
        case .value(let oid), .table(let oid), .first(let oid), .row(let oid, _), .rest(let oid, _): oid
        case .under(_, _, let question): question.oid
        }
    }
}

/// The reading of one printer over SNMP: a machine without a clock or a socket, that takes what happened and
/// returns what to do.
///
/// One request is in flight at a time. It tries the credentials in their order until one is answered; with a
/// community it speaks v2c and falls back to v1, with a user v3. It uses GETBULK and falls back to GETNEXT, asks
/// for less when the agent says `tooBig`, and stops wherever an agent would lead it in circles.
///
/// ```
/// var inquiry = Inquiry(questions: questions, community: "public", requestIDs: ids)
/// perform(inquiry.begin(at: now))                     // .send, .setTimer
/// perform(inquiry.receive(datagram, at: now))         // … .finished
/// perform(inquiry.ask(more, at: now))                 // the same printer, with all that was learnt
/// ```
public struct Inquiry: Sendable {
    /// What the shell shall do, in this order.
    public enum Action: Hashable, Sendable {
        case send([UInt8])
        /// Call ``Inquiry/timeout(at:)`` at this instant; it takes the place of an earlier timer.
        case setTimer(Instant)
        /// Every question was answered, or will not be. No timer is needed any more.
        case finished(Walk, Facts)
        case failed(Failure)
    }

    public enum Failure: Error, Hashable, Sendable {
        /// Nothing came back: off, not there, or another community. That the device is no printer is not said
        /// here; a device that answers is.
        case noAnswer
        /// Something came back that is not SNMP.
        case unreadable
        /// It speaks SNMPv3 and took none of the users; the reason of the one that came farthest.
        case refused(SecurityRefusal, user: String)
        /// It answered and then no more; what was heard until then.
        case fellSilent(Walk)
    }

    /// What was learnt about an agent, worth remembering until the next reading.
    public struct Facts: Hashable, Sendable {
        /// `nil` until something was heard.
        public var version: SNMPVersion?
        /// Which of the credentials it answers to, by its place; `nil` until something was heard.
        public var credential: Int?
        /// Which it answered to before it was last given up, to be tried first.
        public var lastCredential: Int?
        public var credentialToBeginWith: Int? { credential ?? lastCredential }
        /// What is known of its SNMPv3 engine, with the keys of the user at ``credential``.
        public internal(set) var engine: RemoteEngine?
        var rest: Rest?
        /// Contexts about which it says nothing, so that they are not asked again and again.
        public var silentContexts: Set<String>
        /// `nil` until it was tried.
        public var answersBulk: Bool?
        /// How many values a GETBULK may bring at once; smaller after `tooBig` or silence, larger after success.
        public var valuesPerAnswer: Int
        /// How many objects one GET names.
        public var valuesPerQuestion: Int
        public var roundTrip: RoundTrip
        /// What could not be heard in this inquiry, and why.
        public var shortfalls: [Shortfall]

        public init(roundTrip: RoundTrip = RoundTrip()) {
            valuesPerAnswer = Inquiry.valuesPerAnswerAtFirst
            valuesPerQuestion = Inquiry.valuesPerQuestionMax
            self.roundTrip = roundTrip
            silentContexts = []
            shortfalls = []
        }
    }

    public enum Shortfall: Hashable, Sendable {
        /// The agent named objects out of order here, as one that walks in circles does.
        case notIncreasing(OID)
        /// The agent answered with an error about this object.
        case refused(OID, PDU.ErrorStatus)
        /// Asked about this, it does not answer at all.
        case silentAbout(OID)
        /// Asked under this context, it does not answer, or says that it has none of that name.
        case silentUnder(context: String)
        case valueLimit
        case requestLimit
    }

    /// How much one inquiry may cost, and how patient it is.
    public struct Limits: Hashable, Sendable {
        public var valuesMax: Int
        public var requestsMax: Int
        /// Transmissions of one request to a device that has answered before.
        public var transmissionsMax: Int
        /// Transmissions in each version and with each credential to one that has not.
        public var transmissionsPerVersion: Int
        /// Whether one that does not answer in the version that is hoped for is asked in the other one.
        public var triesBothVersions = true
        /// A device that has answered before is not given up sooner than this after a question.
        public var patience: Duration
        /// Questions that may stay unanswered before the device counts as fallen silent.
        public var silencesMax: Int

        public init(
            valuesMax: Int = 20_000, requestsMax: Int = 2_000, transmissionsMax: Int = 5,
            transmissionsPerVersion: Int = 2, patience: Duration = .milliseconds(4_000), silencesMax: Int = 3
        ) {
            self.valuesMax = valuesMax
            self.requestsMax = requestsMax
            self.transmissionsMax = max(1, transmissionsMax)
            self.transmissionsPerVersion = max(1, transmissionsPerVersion)
            self.patience = patience
            self.silencesMax = silencesMax
        }

        /// For sweeping a range in which most addresses are empty.
        public static let scan = Limits(
            transmissionsMax: 3, transmissionsPerVersion: 1, patience: .milliseconds(1_500), silencesMax: 1)
    }

    /// Request ids that tell a late answer from a due one. The bits outside of `mask` stay as given, so that a
    /// shell with many printers on one socket can find the inquiry by them.
    public struct RequestIDs: Hashable, Sendable {
        public let base: Int32
        public let mask: Int32
        private var count: Int32

        public init(base: Int32 = 0, mask: Int32 = 0x7FFF_FFFF, start: Int32 = 1) {
            self.base = base & ~mask
            self.mask = mask
            count = start
        }

        mutating func next() -> Int32 {
            defer { count &+= 1 }
            return base | (count & mask)
        }
    }

    static let valuesPerAnswerAtFirst = 64
    static let valuesPerAnswerMax = 256
    /// The question fits into one frame of an Ethernet, and so does the answer unless there is much text in it.
    static let valuesPerQuestionMax = 48
    static let columnsPerRequestMax = 12
    /// Two chances for a GETBULK that may never be answered; then the plain way.
    static let unprovenBulkTransmissionsMax = 2

    /// A column that is being walked.
    struct Column: Sendable {
        let prefix: OID
        var last: OID
        /// One object is enough.
        let isFirstOnly: Bool
    }

    /// What the request in flight asks.
    enum Request: Sendable {
        case get([OID])
        case next([Column])
        case bulk([Column], repetitions: Int)
    }

    struct Transmission: Sendable {
        let requestID: Int32
        var sent: Instant
        /// The place in ``Inquiry/approaches`` under which it was sent.
        let approach: Int
        /// Whether it only asked for the engine.
        let isDiscovery: Bool
    }

    let credentials: [Credential]
    let limits: Limits
    var requestIDs: RequestIDs
    var facts: Facts
    var values: [OID] = []
    var columns: [Column] = []
    var firsts: [Column] = []
    /// In the order in which it came.
    var heard = WalkRows()
    var walkSoFar = Walk()
    var request: Request?
    var transmissions: [Transmission] = []
    var deadline: Instant?
    var requestCount = 0
    var silenceCount = 0
    var hasHeardGarbage = false
    /// Whether it is still to be found out that the agent speaks v1 alone.
    var doubtsVersion = false
    /// Whether the agent has answered in this inquiry; what was learnt earlier may no longer hold.
    var hasHeardAnswer = false
    /// The credentials and versions to be tried, and where we are among them.
    var approaches: [Approach] = []
    var approach = 0
    /// Of the request in flight, under this approach.
    var approachTransmissions = 0
    var security: Security
    /// Questions under other contexts, and the context that is asked now; empty is the device's own.
    var elsewhere: [Question] = []
    var context = ""
    var hasHeardContext = false

    /// - Parameters:
    ///   - credentials: are tried in this order, until the device has answered to one.
    ///   - salt: what makes encrypted messages differ; by chance, so that it never comes twice.
    ///   - knowing: what an earlier inquiry with the same credentials learnt about this agent.
    public init(
        questions: [Question], credentials: [Credential], requestIDs: RequestIDs = RequestIDs(),
        salt: UInt64 = 0, knowing facts: Facts = Facts(), limits: Limits = Limits()
    ) {
        self.credentials = credentials.isEmpty ? [.community("public")] : credentials
        self.requestIDs = requestIDs
        self.facts = facts
        self.limits = limits
        security = Security(salt: salt)
        self.facts.shortfalls = []
        approaches = Inquiry.approaches(to: self.credentials, knowing: facts)
            .filter { limits.triesBothVersions || !$0.isSecond }
        take(questions)
    }

    public init(
        questions: [Question], community: String, requestIDs: RequestIDs = RequestIDs(),
        knowing facts: Facts = Facts(), limits: Limits = Limits()
    ) {
        self.init(
            questions: questions, credentials: [.community(community)], requestIDs: requestIDs,
            knowing: facts, limits: limits)
    }

    /// What was learnt so far, worth remembering after a failure, too.
    public var learnt: Facts { facts }

    /// Sends the first request. A device that refused every user not long ago is not asked.
    public mutating func begin(at now: Instant) -> [Action] {
        if let rest = facts.rest, now < rest.until {
            dropQuestions()
            return [.failed(.refused(rest.refusal, user: rest.user))]
        }
        return advance(at: now)
    }

    /// Asks the same device for more, after it has finished; the walk it finishes with holds everything heard.
    public mutating func ask(_ questions: [Question], at now: Instant) -> [Action] {
        if request == nil { context = "" }
        take(questions)
        return request == nil ? advance(at: now) : []
    }

    /// Takes a datagram that came from the printer's address. One that is no answer to the request in flight
    /// changes nothing.
    public mutating func receive(_ datagram: [UInt8], at now: Instant) -> [Action] {
        receive(datagram.span, at: now)
    }

    public mutating func receive(_ datagram: Span<UInt8>, at now: Instant) -> [Action] {
        guard let request else { return [] }
        let pdu: ReceivedPDU
        switch understand(datagram, at: now) {
        case .nothing: return []
        case .unreadable:
            hasHeardGarbage = true
            if case .bulk(let columns, _) = request, facts.answersBulk == nil {
                return withoutBulk(columns, at: now)
            }
            return []
        case .askAgain: return transmit(at: now)
        case .refused(let refusal): return refuse(refusal, at: now)
        case .noSuchContext: return leaveContext(at: now)
        case .answer(let answer): pdu = answer
        }
        self.request = nil
        transmissions = []
        deadline = nil
        switch request {
        case .get(let oids): hearGet(oids, pdu)
        case .next(let columns): hearNext(columns, pdu)
        // To v1 the same question was put as GETNEXT.
        case .bulk(let columns, _) where facts.version == .v1: hearNext(columns, pdu)
        case .bulk(let columns, let repetitions): hearBulk(columns, repetitions, pdu)
        }
        return advance(at: now)
    }

    /// What was to be sent has gone only now, later than it was given out: the answer is waited for from here.
    /// Returns when ``timeout(at:)`` is due.
    public mutating func departed(at now: Instant) -> Instant? {
        guard let last = transmissions.last, let due = deadline else { return nil }
        let wait = due - last.sent
        transmissions[transmissions.count - 1].sent = now
        deadline = now + wait
        return deadline
    }

    /// Others of the same site were heard meanwhile: one that has not answered yet is asked again as soon as they
    /// would have. Returns when ``timeout(at:)`` is due then, `nil` when nothing changes.
    public mutating func expect(_ wait: Duration) -> Instant? {
        guard facts.roundTrip.smoothed == nil else { return nil }
        facts.roundTrip.expected = wait
        guard let due = deadline, let last = transmissions.last, !isExhausted else { return nil }
        let sooner = last.sent + facts.roundTrip.wait(repeats: transmissions.count - 1)
        guard sooner < due else { return nil }
        deadline = sooner
        return sooner
    }

    /// The timer went off. Called too early, it only asks for the timer again.
    public mutating func timeout(at now: Instant) -> [Action] {
        guard let request, let deadline else { return [] }
        guard now >= deadline else { return [.setTimer(deadline)] }
        if let actions = settleReport(at: now) { return actions }
        if case .bulk(let columns, let repetitions) = request, hasHeardAnswer {
            if facts.answersBulk == nil, transmissions.count >= Inquiry.unprovenBulkTransmissionsMax {
                return withoutBulk(columns, at: now)
            }
            // An answer that is too large may be lost in fragments, each time again.
            if facts.answersBulk == true, transmissions.count >= 2, repetitions > 1 {
                facts.valuesPerAnswer = max(columns.count, facts.valuesPerAnswer / 2)
                self.request = bulk(columns)
            }
        }
        guard isExhausted else { return transmit(at: now) }
        return giveUp(request, at: now)
    }
}

extension Inquiry {
    mutating func take(_ questions: [Question]) {
        // Those of a routine reading are nearly all of one sort.
        firsts.reserveCapacity(firsts.count + questions.count)
        for question in questions {
            switch question {
            case .value(let oid): values.append(oid)
            case .table(let oid): columns.append(Column(prefix: oid, last: oid, isFirstOnly: false))
            case .first(let oid): firsts.append(Column(prefix: oid, last: oid, isFirstOnly: true))
            case .row(let oid, let before):
                firsts.append(Column(prefix: oid, last: before, isFirstOnly: true))
            case .rest(let oid, let last):
                firsts.append(Column(prefix: oid, last: last, isFirstOnly: false))
            case .under: elsewhere.append(question)
            }
        }
    }

    /// Sends the next request, or finishes.
    mutating func advance(at now: Instant) -> [Action] {
        if values.isEmpty, columns.isEmpty, firsts.isEmpty { turnElsewhere() }
        if !values.isEmpty || !columns.isEmpty || !firsts.isEmpty {
            if heard.count + walkSoFar.count >= limits.valuesMax {
                facts.shortfalls.append(.valueLimit)
            } else if requestCount >= limits.requestsMax {
                facts.shortfalls.append(.requestLimit)
            } else {
                request = nextRequest()
                requestCount += 1
                transmissions = []
                return transmit(at: now)
            }
        }
        dropQuestions()
        gather()
        return [.finished(walkSoFar, facts)]
    }

    private mutating func nextRequest() -> Request {
        if !firsts.isEmpty {
            let batch = Array(firsts.prefix(min(facts.valuesPerQuestion, facts.valuesPerAnswer)))
            firsts.removeFirst(batch.count)
            return .next(batch)
        }
        if !values.isEmpty {
            let batch = Array(values.prefix(facts.valuesPerQuestion))
            values.removeFirst(batch.count)
            return .get(batch)
        }
        let batch = Array(columns.prefix(min(Inquiry.columnsPerRequestMax, facts.valuesPerAnswer)))
        columns.removeFirst(batch.count)
        let speaksBulk = (facts.version != .v1 || doubtsVersion) && facts.answersBulk != false
        return speaksBulk ? bulk(batch) : .next(batch)
    }

    private func bulk(_ columns: [Column]) -> Request {
        .bulk(columns, repetitions: max(1, facts.valuesPerAnswer / max(1, columns.count)))
    }

    /// Whether the request in flight was sent as often as it may be, with everything there is to try.
    private var isExhausted: Bool {
        guard hasHeardAnswer else {
            return approach >= approaches.count - 1
                && approachTransmissions >= limits.transmissionsPerVersion
        }
        return transmissions.count
            >= (isStrangeContext ? limits.transmissionsPerVersion : limits.transmissionsMax)
    }

    /// A context in which nothing was heard yet; most devices have none of that name.
    var isStrangeContext: Bool { !context.isEmpty && !hasHeardContext }

    mutating func transmit(at now: Instant) -> [Action] {
        guard let request else { return [] }
        if transmissions.isEmpty { approachTransmissions = 0 }
        // Nobody has answered yet: each way so many times, then the next one.
        if !hasHeardAnswer, approachTransmissions >= limits.transmissionsPerVersion { tryNextApproach() }
        let repeats =
            approachTransmissions
            + (hasHeardAnswer ? 0 : approaches[approach].transmissionsBefore(of: limits))
        if doubtsVersion { askInDoubt(repeats: repeats) }
        let requestID = requestIDs.next()
        let version = approaches[approach].version
        let message = message(pdu(request, version: version, requestID: requestID), at: now)
        transmissions.append(
            Transmission(
                requestID: requestID, sent: now, approach: approach, isDiscovery: message.isDiscovery))
        approachTransmissions += 1
        var due = now + facts.roundTrip.wait(repeats: repeats)
        if isExhausted, !isStrangeContext, facts.roundTrip.smoothed != nil, let first = transmissions.first {
            due = max(due, first.sent + limits.patience)
        }
        if isExhausted, !hasHeardAnswer, let first = transmissions.first {
            // Asked again early, where the others of a site answer quickly; given up no earlier for that.
            due = max(due, first.sent + facts.roundTrip.bounds.first)
        }
        deadline = due
        return [.send(message.bytes), .setTimer(due)]
    }

    private func pdu(_ request: Request, version: SNMPVersion, requestID: Int32) -> PDU {
        switch request {
        case .get(let oids):
            return PDU(.getRequest, requestID: requestID, varBinds: oids.map { VarBind($0) })
        case .bulk(let columns, let repetitions) where version != .v1:
            return PDU(
                bulk: requestID, nonRepeaters: 0, maxRepetitions: Int32(clamping: repetitions),
                varBinds: columns.map { VarBind($0.last) })
        case .next(let columns), .bulk(let columns, _):
            return PDU(.getNextRequest, requestID: requestID, varBinds: columns.map { VarBind($0.last) })
        }
    }

    private mutating func withoutBulk(_ columns: [Column], at now: Instant) -> [Action] {
        facts.answersBulk = false
        putBack(columns)
        request = nil
        return advance(at: now)
    }

    /// Nobody answers this request, however often it is sent.
    private mutating func giveUp(_ request: Request, at now: Instant) -> [Action] {
        self.request = nil
        transmissions = []
        deadline = nil
        silenceCount += 1
        guard hasHeardAnswer else {
            dropQuestions()
            noteSilence()
            return [.failed(rest(at: now) ?? (hasHeardGarbage ? .unreadable : .noAnswer))]
        }
        if isStrangeContext { return leaveContext(at: now) }
        guard silenceCount <= limits.silencesMax else {
            dropQuestions()
            gather()
            return [.failed(.fellSilent(walkSoFar))]
        }
        // It may choke on one object; half of them at a time finds which.
        switch request {
        case .get(let oids): putBack(oids, halvedAfter: .silentAbout(oids.first ?? OID([] as [UInt32])))
        case .next(let columns), .bulk(let columns, _):
            if columns.count > 1 {
                facts.valuesPerAnswer = max(1, columns.count / 2)
                putBack(columns)
            } else {
                facts.shortfalls += columns.map { .silentAbout($0.last) }
            }
        }
        return advance(at: now)
    }

    mutating func putBack(_ oids: [OID], halvedAfter shortfall: Shortfall) {
        if oids.count > 1 {
            facts.valuesPerQuestion = max(1, oids.count / 2)
            values = oids + values
        } else {
            facts.shortfalls.append(shortfall)
        }
    }

    mutating func putBack(_ open: [Column]) {
        firsts = open.filter { $0.isFirstOnly } + firsts
        columns = open.filter { !$0.isFirstOnly } + columns
    }

    mutating func dropQuestions() {
        values = []
        columns = []
        firsts = []
        elsewhere = []
    }

    mutating func gather() {
        let newer = Walk(heard)
        // What was said first stands.
        walkSoFar = walkSoFar.isEmpty ? newer : newer.merging(walkSoFar)
        heard = WalkRows()
    }
}
