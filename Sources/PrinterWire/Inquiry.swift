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

    public var oid: OID {
        switch self {
        case .value(let oid), .table(let oid), .first(let oid): oid
        }
    }
}

/// The reading of one printer over SNMP: a machine without a clock or a socket, that takes what happened and
/// returns what to do.
///
/// One request is in flight at a time. It speaks v2c and falls back to v1 where v2c is not answered, uses
/// GETBULK and falls back to GETNEXT, asks for less when the agent says `tooBig`, and stops wherever an agent
/// would lead it in circles.
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
        /// It answered and then no more; what was heard until then.
        case fellSilent(Walk)
    }

    /// What was learnt about an agent, worth remembering until the next reading.
    public struct Facts: Hashable, Sendable {
        /// `nil` until something was heard.
        public var version: SNMPMessage.Version?
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
        case valueLimit
        case requestLimit
    }

    /// How much one inquiry may cost, and how patient it is.
    public struct Limits: Hashable, Sendable {
        public var valuesMax: Int
        public var requestsMax: Int
        /// Transmissions of one request to a device that has answered before.
        public var transmissionsMax: Int
        /// Transmissions in each version to one that has not.
        public var transmissionsPerVersion: Int
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
    static let valuesPerQuestionMax = 24
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
        let sent: Instant
    }

    let community: [UInt8]
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
    /// Whether the agent has answered in this inquiry; what was learnt earlier may no longer hold.
    var hasHeardAnswer = false

    /// - Parameters:
    ///   - knowing: what an earlier inquiry learnt about this agent.
    public init(
        questions: [Question], community: [UInt8], requestIDs: RequestIDs = RequestIDs(),
        knowing facts: Facts = Facts(), limits: Limits = Limits()
    ) {
        self.community = community
        self.requestIDs = requestIDs
        self.facts = facts
        self.limits = limits
        self.facts.shortfalls = []
        take(questions)
    }

    public init(
        questions: [Question], community: String, requestIDs: RequestIDs = RequestIDs(),
        knowing facts: Facts = Facts(), limits: Limits = Limits()
    ) {
        self.init(
            questions: questions, community: Array(community.utf8), requestIDs: requestIDs, knowing: facts,
            limits: limits)
    }

    /// Sends the first request.
    public mutating func begin(at now: Instant) -> [Action] { advance(at: now) }

    /// Asks the same device for more, after it has finished; the walk it finishes with holds everything heard.
    public mutating func ask(_ questions: [Question], at now: Instant) -> [Action] {
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
        let message: ReceivedMessage
        do {
            message = try SNMPMessage.receive(datagram)
        } catch {
            hasHeardGarbage = true
            if case .bulk(let columns, _) = request, facts.answersBulk == nil {
                return withoutBulk(columns, at: now)
            }
            return []
        }
        guard message.pdu.kind == .response,
            let transmission = transmissions.first(where: { $0.requestID == message.pdu.requestID })
        else { return [] }
        facts.roundTrip.heard(after: now - transmission.sent)
        facts.version = message.version
        hasHeardAnswer = true
        self.request = nil
        transmissions = []
        deadline = nil
        switch request {
        case .get(let oids): hearGet(oids, message.pdu)
        case .next(let columns): hearNext(columns, message.pdu)
        // To v1 the same question was put as GETNEXT.
        case .bulk(let columns, _) where message.version == .v1: hearNext(columns, message.pdu)
        case .bulk(let columns, let repetitions): hearBulk(columns, repetitions, message.pdu)
        }
        return advance(at: now)
    }

    /// What was to be sent has gone only now, later than it was given out: the answer is waited for from here.
    /// Returns when ``timeout(at:)`` is due.
    public mutating func departed(at now: Instant) -> Instant? {
        guard let last = transmissions.last, let due = deadline else { return nil }
        let wait = due - last.sent
        transmissions[transmissions.count - 1] = Transmission(requestID: last.requestID, sent: now)
        deadline = now + wait
        return deadline
    }

    /// The timer went off. Called too early, it only asks for the timer again.
    public mutating func timeout(at now: Instant) -> [Action] {
        guard let request, let deadline else { return [] }
        guard now >= deadline else { return [.setTimer(deadline)] }
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
        guard transmissions.count >= transmissionsAllowed else { return transmit(at: now) }
        return giveUp(request, at: now)
    }
}

extension Inquiry {
    private mutating func take(_ questions: [Question]) {
        for question in questions {
            switch question {
            case .value(let oid): values.append(oid)
            case .table(let oid): columns.append(Column(prefix: oid, last: oid, isFirstOnly: false))
            case .first(let oid): firsts.append(Column(prefix: oid, last: oid, isFirstOnly: true))
            }
        }
    }

    /// Sends the next request, or finishes.
    private mutating func advance(at now: Instant) -> [Action] {
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
        return facts.version == .v1 || facts.answersBulk == false ? .next(batch) : bulk(batch)
    }

    private func bulk(_ columns: [Column]) -> Request {
        .bulk(columns, repetitions: max(1, facts.valuesPerAnswer / max(1, columns.count)))
    }

    private var transmissionsAllowed: Int {
        hasHeardAnswer ? limits.transmissionsMax : 2 * limits.transmissionsPerVersion
    }

    private mutating func transmit(at now: Instant) -> [Action] {
        guard let request else { return [] }
        let repeats = transmissions.count
        var version = facts.version ?? .v2c
        // Nobody has answered yet: the version we know or hope for so many times, then the other one.
        if !hasHeardAnswer, repeats >= limits.transmissionsPerVersion {
            version = version == .v2c ? .v1 : .v2c
        }
        let requestID = requestIDs.next()
        let message = SNMPMessage(
            version: version, community: community, pdu: pdu(request, version: version, requestID: requestID))
        transmissions.append(Transmission(requestID: requestID, sent: now))
        var due = now + facts.roundTrip.wait(repeats: repeats)
        if transmissions.count >= transmissionsAllowed, facts.roundTrip.smoothed != nil,
            let first = transmissions.first
        {
            due = max(due, first.sent + limits.patience)
        }
        deadline = due
        return [.send(message.encode()), .setTimer(due)]
    }

    private func pdu(_ request: Request, version: SNMPMessage.Version, requestID: Int32) -> PDU {
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
            return [.failed(hasHeardGarbage ? .unreadable : .noAnswer)]
        }
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

    private mutating func dropQuestions() {
        values = []
        columns = []
        firsts = []
    }

    private mutating func gather() {
        let newer = Walk(heard)
        // What was said first stands.
        walkSoFar = walkSoFar.isEmpty ? newer : newer.merging(walkSoFar)
        heard = WalkRows()
    }
}
