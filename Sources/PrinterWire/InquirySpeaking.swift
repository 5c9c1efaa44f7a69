// SPDX-License-Identifier: Apache-2.0
import Values

// How an inquiry puts its questions into messages, with which credential, and takes answers out of them.
extension Inquiry {
    /// One way to ask: a credential in a version.
    struct Approach: Hashable, Sendable {
        let credential: Int
        let version: SNMPVersion
        /// v1 and v2c of one community follow each other; the second waits as one that repeats the first.
        let isSecond: Bool

        func transmissionsBefore(of limits: Limits) -> Int {
            isSecond ? limits.transmissionsPerVersion : 0
        }
    }

    /// What SNMPv3 needs to remember while an inquiry lasts.
    struct Security: Sendable {
        var salt: UInt64
        /// The credential to which the engine's keys belong.
        var keysOf: Int?
        /// Whether the engine spoke in this inquiry, proven or not.
        var hasHeardEngine = false
        var hasHeardUntrustworthy = false
        /// A report nobody vouches for. It counts when nothing better comes before the timer goes off, so that
        /// a forged one silences nobody.
        var report: Report?
        /// New clocks and new engines taken since the last answer.
        var recoveries = 0
        var refusals: [(refusal: SecurityRefusal, user: String, credential: Int)] = []

        struct Report: Sendable {
            let kind: SecurityReport
            let engineID: [UInt8]
            let boots: Int32
            let time: Int32
        }

        /// The refusal of the user who came farthest.
        var worstRefusal: Failure? {
            let order: [SecurityRefusal] = [
                .unsupportedModel, .unknownUser, .changingEngine, .untrustworthyAnswer, .unsupportedLevel,
                .wrongDigest, .outsideTimeWindow, .silent, .decryptionError, .unknownContext,
            ]
            func rank(_ refusal: SecurityRefusal) -> Int { order.firstIndex(of: refusal) ?? 0 }
            return refusals.max { rank($0.refusal) < rank($1.refusal) }
                .map { .refused($0.refusal, user: $0.user) }
        }
    }

    /// Once for a clock that was only guessed, once for an engine that began anew in between.
    static let recoveriesMax = 2

    /// What a datagram means for the request in flight.
    enum Understood {
        case nothing
        case unreadable
        case answer(ReceivedPDU)
        /// Something was learnt by which the same question can be put better.
        case askAgain
        case refused(SecurityRefusal)
        case noSuchContext
    }

    /// A device that answered to a credential before is asked with that one alone; passwords are not for trying.
    static func approaches(to credentials: [Credential], knowing facts: Facts) -> [Approach] {
        let first = facts.credentialToBeginWith.flatMap { credentials.indices.contains($0) ? $0 : nil }
        let rest = facts.credential == first && first != nil ? [] : credentials.indices.filter { $0 != first }
        return ((first.map { [$0] } ?? []) + rest).flatMap { place -> [Approach] in
            switch credentials[place].kind {
            case .user: return [Approach(credential: place, version: .v3, isSecond: false)]
            case .community:
                let first: SNMPVersion = facts.version == .v1 ? .v1 : .v2c
                return [
                    Approach(credential: place, version: first, isSecond: false),
                    Approach(credential: place, version: first == .v1 ? .v2c : .v1, isSecond: true),
                ]
            }
        }
    }

    private var credential: Credential { credentials[approaches[approach].credential] }

    private var user: SNMPUser? {
        if case .user(let user) = credential.kind { user } else { nil }
    }

    // MARK: - Sending

    /// The datagram for a PDU, or a discovery where the engine must be known first.
    mutating func message(_ pdu: PDU, at now: Instant) -> (bytes: [UInt8], isDiscovery: Bool) {
        guard let user else {
            let version: SNMPMessage.Version = approaches[approach].version == .v1 ? .v1 : .v2c
            let community = credential.community(under: context) ?? []
            return (SNMPMessage(version: version, community: community, pdu: pdu).encode(), false)
        }
        prepareKeys(of: user)
        // An engine from earlier that stays silent may be another one by now.
        let isDoubtful = !security.hasHeardEngine && approachTransmissions > 0
        guard let engine = facts.engine, !isDoubtful else {
            return (SNMPv3Message.discovery(messageID: pdu.requestID), true)
        }
        security.salt &+= 1
        let scoped = credential.scoped(pdu, under: context, of: engine)
        return (
            user.seal(scoped, messageID: pdu.requestID, to: engine, salt: security.salt, at: now), false
        )
    }

    private mutating func prepareKeys(of user: SNMPUser) {
        let place = approaches[approach].credential
        if security.keysOf == nil { security.keysOf = facts.credential }
        if security.keysOf != place, let engine = facts.engine {
            facts.engine?.keys = user.keys(for: engine.id)
        }
        security.keysOf = place
    }

    /// The next way to ask, when there is one.
    mutating func tryNextApproach() {
        guard approach + 1 < approaches.count else { return }
        noteSilence()
        approach += 1
        approachTransmissions = 0
        security.report = nil
        security.recoveries = 0
        security.hasHeardUntrustworthy = false
    }

    /// Once more in v2c, and then in v1 as it answered.
    mutating func askInDoubt(repeats: Int) {
        let version: SNMPVersion = repeats == 0 ? .v2c : .v1
        approach =
            approaches.firstIndex { $0.credential == facts.credential && $0.version == version } ?? approach
    }

    /// An engine that spoke and did not answer the user has refused it without a word.
    mutating func noteSilence() {
        let place = approaches[approach].credential
        guard let user, security.hasHeardEngine,
            !security.refusals.contains(where: { $0.credential == place })
        else { return }
        let refusal: SecurityRefusal = security.hasHeardUntrustworthy ? .untrustworthyAnswer : .silent
        security.refusals.append((refusal, user.name, place))
    }

    // MARK: - Hearing

    mutating func understand(_ datagram: Span<UInt8>, at now: Instant) -> Understood {
        switch SNMPVersion(of: datagram) {
        case .v3: return understandUser(datagram, at: now)
        default:
            guard let message = try? SNMPMessage.receive(datagram) else { return .unreadable }
            guard message.pdu.kind == .response,
                let transmission = transmissions.first(where: { $0.requestID == message.pdu.requestID }),
                approaches[transmission.approach].version != .v3
            else { return .nothing }
            return heard(message.pdu, transmission, message.version == .v1 ? .v1 : .v2c, at: now)
        }
    }

    private mutating func heard(
        _ pdu: ReceivedPDU, _ transmission: Transmission, _ version: SNMPVersion, at now: Instant
    ) -> Understood {
        facts.roundTrip.heard(after: now - transmission.sent)
        // A late answer to an earlier way counts for that way.
        approach = transmission.approach
        // In v1 it may only mean that the questions in v2c before it were lost: before that is believed, the
        // printer is asked in v2c once more.
        doubtsVersion =
            version == .v1 && facts.version != .v1
            && transmissions.contains { approaches[$0.approach].version == .v2c }
        facts.version = version
        facts.rest = nil
        facts.credential = approaches[approach].credential
        if approaches[approach].version != version {
            approach =
                approaches.firstIndex { $0.credential == facts.credential && $0.version == version }
                ?? approach
        }
        hasHeardAnswer = true
        hasHeardContext = true
        security.recoveries = 0
        security.report = nil
        return .answer(pdu)
    }

    private mutating func understandUser(_ datagram: Span<UInt8>, at now: Instant) -> Understood {
        guard let (message, code) = try? SNMPv3Message.decodeTellingCode(datagram) else { return .unreadable }
        guard let user, let transmission = transmissions.first(where: { $0.requestID == message.messageID }),
            transmission.approach == approach
        else { return .nothing }
        if transmission.isDiscovery {
            guard let engine = message.engine(for: user, at: now) else { return .nothing }
            facts.roundTrip.heard(after: now - transmission.sent)
            return take(engine)
        }
        guard var engine = facts.engine else { return .nothing }
        let opened = user.open(message, code: code, in: datagram, from: &engine, at: now)
        security.hasHeardEngine = true
        switch opened {
        case .untrustworthy:
            security.hasHeardUntrustworthy = true
            return .nothing
        case .response(let pdu):
            guard pdu.requestID == transmission.requestID else { return .nothing }
            facts.engine = engine
            return heard(ReceivedPDU(pdu), transmission, .v3, at: now)
        case .report(let report, isAuthentic: true):
            facts.engine = engine
            facts.roundTrip.heard(after: now - transmission.sent)
            return hear(report)
        case .report(let report, isAuthentic: false):
            security.report = Security.Report(
                kind: report, engineID: message.engineID, boots: message.engineBoots, time: message.engineTime
            )
            return .nothing
        }
    }

    /// A report that only the agent can have written.
    private mutating func hear(_ report: SecurityReport) -> Understood {
        switch report {
        case .notInTimeWindow:
            guard security.recoveries < Inquiry.recoveriesMax else { return .refused(.outsideTimeWindow) }
            security.recoveries += 1
            transmissions = []
            return .askAgain
        case .unknownContext, .unavailableContext:
            return context.isEmpty ? .refused(.unknownContext) : .noSuchContext
        default: return .refused(SecurityRefusal(report))
        }
    }

    private mutating func take(_ engine: RemoteEngine) -> Understood {
        // The clock of an engine that has proven it is not given up for one that nobody vouches for.
        if facts.engine?.id != engine.id || facts.engine?.isClockAuthentic != true { facts.engine = engine }
        security.hasHeardEngine = true
        transmissions = []
        return .askAgain
    }

    /// The timer went off; now an unproven report counts, if there was one.
    mutating func settleReport(at now: Instant) -> [Action]? {
        guard let report = security.report, let user else { return nil }
        security.report = nil
        guard security.recoveries < Inquiry.recoveriesMax else {
            return refuse(SecurityRefusal(report.kind), at: now)
        }
        switch report.kind {
        case .unknownEngine where RemoteEngine.idBytes.contains(report.engineID.count):
            facts.engine = RemoteEngine(
                id: report.engineID, boots: report.boots, time: report.time,
                keys: user.keys(for: report.engineID), heard: now)
        case .notInTimeWindow:
            facts.engine?.adopt(boots: report.boots, time: report.time, isAuthentic: false, at: now)
        case .unknownContext where !context.isEmpty, .unavailableContext where !context.isEmpty:
            return leaveContext(at: now)
        default: return refuse(SecurityRefusal(report.kind), at: now)
        }
        security.recoveries += 1
        transmissions = []
        return transmit(at: now)
    }

    /// This user is not tried again; the next credential is, if nothing was heard yet.
    mutating func refuse(_ refusal: SecurityRefusal, at now: Instant) -> [Action] {
        let place = approaches[approach].credential
        security.refusals.append((refusal, user?.name ?? "", place))
        transmissions = []
        if !hasHeardAnswer {
            if facts.credential != nil {
                // It answered to this one before; perhaps somebody changed it to another that we know.
                facts.credential = nil
                facts.lastCredential = nil
                approaches += Inquiry.approaches(to: credentials, knowing: facts)
                    .filter { $0.credential != place }
            }
            if approach + 1 < approaches.count {
                tryNextApproach()
                return transmit(at: now)
            }
        }
        request = nil
        deadline = nil
        dropQuestions()
        gather()
        return [.failed(rest(at: now) ?? .noAnswer)]
    }

    /// Nothing answered. What users were refused is remembered, and for a while nobody knocks again: some
    /// machines lock a user out after a few wrong passwords.
    mutating func rest(at now: Instant) -> Failure? {
        guard case .refused(let refusal, let user) = security.worstRefusal else { return nil }
        facts.credential = nil
        if refusal.isAboutTheUser {
            let times = (facts.rest?.times ?? 0) + 1
            let hours = min(Inquiry.restHoursMax, 1 << min(times - 1, 8))
            facts.rest = Rest(until: now + .hours(hours), times: times, refusal: refusal, user: user)
        }
        return .refused(refusal, user: user)
    }

    /// The hours of rest double with each refusal up to this.
    static let restHoursMax = 24

    /// How long a device is left alone that refused every user.
    struct Rest: Hashable, Sendable {
        let until: Instant
        /// Refusals in a row.
        let times: Int
        let refusal: SecurityRefusal
        let user: String
    }

    // MARK: - Contexts

    /// Everything was heard in this context; what it lacks is asked in the next, if a question says so.
    mutating func turnElsewhere() {
        guard !elsewhere.isEmpty else { return }
        gather()
        while values.isEmpty, columns.isEmpty, firsts.isEmpty, case .under(let name, _, _) = elsewhere.first {
            var here: [Question] = []
            var rest: [Question] = []
            for question in elsewhere {
                guard case .under(name, let missing, let inner) = question else {
                    rest.append(question)
                    continue
                }
                if walkSoFar.subtree(missing).isEmpty { here.append(inner) }
            }
            elsewhere = rest
            guard !facts.silentContexts.contains(name) else { continue }
            context = name
            hasHeardContext = false
            take(here)
        }
    }

    /// The device has no such context; what was to be asked there stays unanswered.
    mutating func leaveContext(at now: Instant) -> [Action] {
        request = nil
        transmissions = []
        deadline = nil
        (values, columns, firsts) = ([], [], [])
        if facts.silentContexts.count < Inquiry.silentContextsMax { facts.silentContexts.insert(context) }
        facts.shortfalls.append(.silentUnder(context: context))
        return advance(at: now)
    }

    /// Contexts remembered as silent; profiles name one or two.
    static let silentContextsMax = 16
}

extension SNMPVersion {
    /// What a datagram says of itself; `nil` when that cannot be read.
    init?(of datagram: Span<UInt8>) {
        var outer = BERCursor(position: 0, end: datagram.count)
        guard let frame = try? outer.content(of: BERTag.sequence, in: datagram) else { return nil }
        var inner = BERCursor(position: frame.lowerBound, end: frame.upperBound)
        guard let number = try? inner.integer32(in: datagram) else { return nil }
        self.init(rawValue: number)
    }
}
