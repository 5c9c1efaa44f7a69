// SPDX-License-Identifier: Apache-2.0

/// A printing service that made itself known over DNS-SD (RFC 6763).
public struct PrintService: Hashable, Sendable {
    /// The ways of printing that are looked for.
    public enum Kind: String, Sendable, CaseIterable {
        case ipp = "_ipp._tcp"
        case ipps = "_ipps._tcp"
        case lpd = "_printer._tcp"
        /// Only known about: what is sent there is printed, so nothing of ours ever connects.
        case rawStream = "_pdl-datastream._tcp"
    }

    public let kind: Kind
    /// What its people call it.
    public let name: String
    public let host: String
    public let port: UInt16
    /// IPv4 addresses, four bytes each.
    public let addresses: [[UInt8]]
    /// IPv6 addresses, sixteen bytes each.
    public let longAddresses: [[UInt8]]
    /// The keys of its TXT record in lower case; of a repeated key the first counts (RFC 6763, section 6.4).
    public let facts: [String: String]

    public init(
        kind: Kind, name: String, host: String, port: UInt16, addresses: [[UInt8]], longAddresses: [[UInt8]],
        facts: [String: String]
    ) {
        self.kind = kind
        self.name = name
        self.host = host
        self.port = port
        self.addresses = addresses
        self.longAddresses = longAddresses
        self.facts = facts
    }

    /// Make and model (`ty`), or what stands for it.
    public var title: String? {
        if let words = facts["ty"] { return words }
        if let make = facts["usb_mfg"], let model = facts["usb_mdl"] { return "\(make) \(model)" }
        // Written as `(Alder AP-20)`.
        return facts["product"].map { $0.filter { $0 != "(" && $0 != ")" } }
    }

    public var uuid: String? { facts["uuid"] }
    /// Where it stands, in its people's words.
    public var note: String? { facts["note"] }
    /// Its own page.
    public var adminURL: String? { facts["adminurl"] }
    /// The path of its print queue, without a slash in front.
    public var resourcePath: String? { facts["rp"] }
}

/// Looks for printing services: what to ask next, and what the answers come to. Without a clock and a socket.
///
/// ```
/// var search = ServiceSearch(domain: .local)
/// send(search.query(id: id))            // to 224.0.0.251, port 5353, or to a resolver
/// search.receive(datagram)              // … until there is nothing more to ask, or time is up
/// search.services
/// ```
public struct ServiceSearch: Sendable {
    /// Services in one search, at most.
    static let servicesMax = 4_096
    /// Questions in one message.
    private static let questionsMax = 24
    /// Bytes of a query, so that it crosses any network in one piece.
    private static let queryBytesMax = 1_200
    /// What is kept of one TXT record.
    private static let factsMax = 64

    private struct Place: Sendable {
        var port: UInt16
        var host: DNSName
    }

    /// Where services are looked for: `local` for the neighbourhood, or a domain of the organisation.
    public let domain: DNSName
    private var pointers: [PrintService.Kind: [DNSName]] = [:]
    private var places: [DNSName: Place] = [:]
    private var texts: [DNSName: [String: String]] = [:]
    private var addresses: [DNSName: [[UInt8]]] = [:]
    private var longAddresses: [DNSName: [[UInt8]]] = [:]
    private var asked: Set<DNSMessage.Question> = []

    /// The domain of multicast DNS (RFC 6762).
    public static let local = DNSName("local")

    public init(domain: DNSName) {
        self.domain = domain
    }

    public var isLocal: Bool { domain == ServiceSearch.local }

    // MARK: - Asking

    /// The question for one kind of service.
    private func root(_ kind: PrintService.Kind) -> DNSName? { DNSName(kind.rawValue)?.appending(domain) }

    /// The next question, with what is known already, so that nobody repeats it (RFC 6762, section 7.1).
    ///
    /// - Parameter again: Ask for all services once more; what was lost on the way may answer now.
    /// - Returns: `nil` when nothing is left to ask.
    public mutating func query(id: UInt16, again: Bool = false) -> [UInt8]? {
        var questions = PrintService.Kind.allCases.compactMap { root($0) }
            .map { DNSMessage.Question($0, .pointer) }
        if !again { questions = questions.filter { !asked.contains($0) } }
        questions += details().filter { again || !asked.contains($0) }
        questions = Array(questions.prefix(ServiceSearch.questionsMax))
        guard !questions.isEmpty else { return nil }
        asked.formUnion(questions)
        var message = DNSMessage(id: id, wantsRecursion: !isLocal, questions: questions)
        var bytes = message.encode()
        guard isLocal else { return bytes }
        for kind in PrintService.Kind.allCases {
            guard let root = root(kind) else { continue }
            for name in pointers[kind] ?? [] {
                message.records.append(DNSMessage.Record(root, .pointer(name), lifetime: 4_500))
                let longer = message.encode()
                // What does not fit is answered once more; that is no harm.
                guard longer.count <= ServiceSearch.queryBytesMax else { return bytes }
                bytes = longer
            }
        }
        return bytes
    }

    /// What is missing about the services that are known by name.
    private func details() -> [DNSMessage.Question] {
        var questions: [DNSMessage.Question] = []
        for name in pointers.values.joined() {
            if let place = places[name] {
                if addresses[place.host] == nil { questions.append(.init(place.host, .address)) }
            } else {
                questions.append(.init(name, .service))
            }
            if texts[name] == nil { questions.append(.init(name, .text)) }
        }
        var seen: Set<DNSMessage.Question> = []
        return questions.filter { seen.insert($0).inserted }
    }

    // MARK: - Hearing

    /// Takes in an answer. Whatever is no answer to what was asked, or no DNS at all, changes nothing.
    ///
    /// - Parameter id: The query's; answers from the neighbourhood may also carry 0 (RFC 6762, section 18.1).
    /// - Returns: whether it told anything of a service.
    @discardableResult
    public mutating func receive(_ bytes: [UInt8], id: UInt16) -> Bool {
        guard let message = try? DNSMessage.decode(bytes), message.isResponse, message.responseCode == 0,
            message.id == id || isLocal && message.id == 0
        else { return false }
        var isNew = false
        for record in message.records { isNew = take(record) || isNew }
        return isNew
    }

    private mutating func take(_ record: DNSMessage.Record) -> Bool {
        guard record.name.hasSuffix(domain) || !isLocal else { return false }
        switch record.content {
        case .pointer(let name):
            guard let kind = PrintService.Kind.allCases.first(where: { root($0) == record.name }),
                name.hasSuffix(record.name), name.labels.count == record.name.labels.count + 1
            else { return false }
            // A lifetime of zero says goodbye (RFC 6762, section 10.1).
            guard record.lifetime > 0 else {
                pointers[kind]?.removeAll { $0 == name }
                return false
            }
            let isFull = pointers.values.reduce(0) { $0 + $1.count } >= ServiceSearch.servicesMax
            guard !isFull, pointers[kind]?.contains(name) != true else { return false }
            pointers[kind, default: []].append(name)
        case .service(_, _, let port, let host):
            guard isRoom(in: places, record.name) else { return false }
            places[record.name] = Place(port: port, host: host)
        case .text(let strings):
            guard isRoom(in: texts, record.name) else { return false }
            texts[record.name] = ServiceSearch.facts(strings)
        case .address(let octets):
            return add(octets, to: record.name, in: \.addresses)
        case .longAddress(let octets):
            return add(octets, to: record.name, in: \.longAddresses)
        }
        return true
    }

    private func isRoom<Value>(in table: [DNSName: Value], _ name: DNSName) -> Bool {
        table[name] == nil && table.count < ServiceSearch.servicesMax
    }

    private mutating func add(
        _ octets: [UInt8], to name: DNSName, in table: WritableKeyPath<ServiceSearch, [DNSName: [[UInt8]]]>
    ) -> Bool {
        let known = self[keyPath: table][name] ?? []
        guard !known.contains(octets), known.count < 16,
            self[keyPath: table].count < ServiceSearch.servicesMax
        else { return false }
        self[keyPath: table][name] = known + [octets]
        return true
    }

    private static func facts(_ strings: [[UInt8]]) -> [String: String] {
        var facts: [String: String] = [:]
        for string in strings.prefix(factsMax) {
            let mark = string.firstIndex(of: UInt8(ascii: "=")) ?? string.endIndex
            guard mark > 0 else { continue }
            let key = String(decoding: string[..<mark], as: UTF8.self).lowercased()
            let value = string[mark...].dropFirst()
            if facts[key] == nil, let text = DeviceText.decode(Array(value)) { facts[key] = text }
        }
        return facts
    }

    // MARK: - Found

    /// The services of which the host is known, in the order of their names.
    public var services: [PrintService] {
        PrintService.Kind.allCases.flatMap { kind in
            (pointers[kind] ?? []).compactMap { name -> PrintService? in
                guard let place = places[name] else { return nil }
                return PrintService(
                    kind: kind, name: name.instance, host: place.host.description, port: place.port,
                    addresses: addresses[place.host] ?? [], longAddresses: longAddresses[place.host] ?? [],
                    facts: texts[name] ?? [:])
            }
        }.sorted { ($0.name, $0.kind.rawValue, $0.host) < ($1.name, $1.kind.rawValue, $1.host) }
    }
}
