// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// Knows what to ask a printer and what its answers mean, out of profiles.
public struct Interpreter: Sendable {
    /// How much to ask.
    public enum Depth: Sendable, CaseIterable {
        /// Is there a printer, and which? One request.
        case identify
        /// What changes from hour to hour: status, meters, levels, trays, alerts, the display.
        case often
        /// Everything that is known to be worth asking.
        case full
    }

    let knowledge: Knowledge

    /// With the profiles that come with the product.
    public static let builtIn = Interpreter(profiles: Profile.builtIn)

    /// - Parameter profiles: the first is the base that names the standard objects.
    public init(profiles: [Profile]) {
        knowledge = Knowledge(profiles: profiles)
    }

    func recognise(_ walk: Walk) -> Recognised { knowledge.recognise(WalkView(walk, knowledge, nil)) }

    /// What to ask.
    ///
    /// - Parameter knowing: what ``Depth/identify`` brought; the make's own objects are asked only of machines
    ///   of that make.
    public func questions(_ depth: Depth, knowing walk: Walk = Walk()) -> [Question] {
        let base = knowledge.base
        var questions: [Question] = []
        for object in base.objects {
            switch depth {
            case .identify where object.asking != .identify: continue
            case .identify: questions.append(.first(object.isColumn ? object.oid : object.oid.parent))
            // An object that identifies may change, too: the page counter does.
            case .often where object.asking == .seldom || !object.isColumn: continue
            default: questions.append(object.isColumn ? .table(object.oid) : .value(object.oid))
            }
        }
        // Whatever comes first of the Printer-MIB: a machine that says little of itself still has a display.
        if depth == .identify { questions.append(.first(OID([1, 3, 6, 1, 2, 1, 43]))) }
        guard !walk.isEmpty, let profile = recognise(walk).profile else {
            return depth == .full ? questions + base.deviceIDs.map { .value($0) } : questions
        }
        switch depth {
        case .identify: break
        case .often: questions += figureQuestions(profile, isFull: false)
        case .full:
            let texts = profile.models + profile.serials + profile.firmwares + profile.displays
            for rule in texts {
                if case .exact(let oid) = rule.fact { questions.append(.value(oid)) }
            }
            questions += (base.deviceIDs + profile.deviceIDs).map { .value($0) }
            questions += figureQuestions(profile, isFull: true)
        }
        var asked: Set<Question> = []
        questions = questions.filter { asked.insert($0).inserted }
        guard depth != .identify else { return questions }
        return questions
            + profile.contexts.flatMap { rule in
                questions.filter { $0.oid.hasPrefix(rule.missing) }
                    .map { .under(context: rule.name, missing: rule.missing, $0) }
            }
    }

    /// What the make's own counters and supplies need. Between full readings the columns that name a row's
    /// size or a part's kind are not asked again.
    private func figureQuestions(_ profile: Profile, isFull: Bool) -> [Question] {
        var questions: [Question] = []
        func add(_ place: Profile.Place?) {
            switch place {
            case .objects(let oids, let others): questions += (oids + others).map { .value($0) }
            case .record(let oid, _): questions.append(.value(oid))
            case .rows(let rows):
                questions += rows.conditions.map { .table($0.column) } + [.table(rows.values)]
                if isFull { questions += rows.columns.map { .table($0) } }
            case nil: break
            }
        }
        for rule in profile.meters where rule.provenance.trust != .c { add(rule.place) }
        for rule in profile.supplies where rule.provenance.trust != .c {
            add(rule.place)
            add(rule.pagesPrinted)
            add(rule.pagesLeft)
        }
        for rule in profile.supplyTables where rule.provenance.trust != .c && (isFull || !rule.isHistory) {
            for role in Profile.SupplyTableRule.Role.allCases where isFull || role.changes {
                if let column = rule.columns[role] { questions.append(.table(column.oid)) }
            }
        }
        if !isFull {
            for rule in profile.displays {
                if case .exact(let oid) = rule.fact { questions.append(.value(oid)) }
            }
        }
        return questions
    }

    /// What does not wake a sleeping machine: its network card answers for it.
    public var wakelessQuestions: [Question] {
        let objects = knowledge.objects
        return [objects.deviceStatus, objects.printerStatus, objects.printerErrors].map { .table($0) }
    }

    /// Whether the machine says that it sleeps.
    public func isAsleep(_ walk: Walk) -> Bool { WalkView(walk, knowledge, nil).isAsleep }

    /// Whether what was heard comes from a printer.
    public func isPrinter(_ walk: Walk) -> Bool { recognise(walk).isPrinter }

    /// What a walk means.
    ///
    /// - Parameters:
    ///   - address: where it was heard, as ``Reading/address`` has it.
    ///   - heard: when.
    public func reading(
        from walk: Walk, address: String, heard: Instant, saidOver: WireProtocol
    ) -> Reading {
        let recognised = recognise(walk)
        let view = WalkView(walk, knowledge, recognised.profile)
        let objects = knowledge.objects
        var reading = Reading(
            address: address, heard: heard, saidOver: saidOver, isPrinter: recognised.isPrinter)
        reading.make = recognised.profile?.make ?? (recognised.isPrinter ? view.deviceID("MFG") : nil)
        reading.model = view.model
        reading.serial = view.text(by: view.texts.serials)
        reading.firmware = view.text(by: view.texts.firmwares)
        reading.name = view.text(at: objects.sysName)
        reading.location = view.text(at: objects.sysLocation)
        reading.macAddresses = view.macAddresses
        reading.status = view.status
        reading.errors = view.errors
        reading.meters = view.meters
        reading.supplies = view.supplies
        reading.supplyHistory = view.supplyHistory
        reading.trays = view.trays
        reading.alerts = view.alerts
        reading.console = view.console
        reading.isAsleep = view.isAsleep(showing: reading.console)
        return reading
    }
}

extension OID {
    /// Without its last arc.
    var parent: OID { OID(arcs.dropLast()) }
}

extension Walk {
    /// This walk after some of it was asked again: what lay below the questions is gone, what was heard now
    /// stands in its place. A row that the device has dropped, such as an alert that is over, drops out here.
    public func updated(by newer: Walk, asked questions: [Question]) -> Walk {
        var isReplaced = [Bool](repeating: false, count: count)
        for question in questions {
            var question = question
            if case .under(_, _, let inner) = question { question = inner }
            switch question {
            case .value(let oid):
                if let place = place(of: oid) { isReplaced[place] = true }
            case .table(let prefix):
                for place in subtree(prefix).indices { isReplaced[place] = true }
            case .row(let oid, _):
                if let place = place(of: oid) { isReplaced[place] = true }
            case .rest(let prefix, let last):
                for place in subtree(prefix).indices where rows.isAfter(place, last) {
                    isReplaced[place] = true
                }
            case .first, .under: continue
            }
        }
        return merging(newer) { !isReplaced[$0] }
    }
}
