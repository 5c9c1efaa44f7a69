// SPDX-License-Identifier: Apache-2.0
import Correspondence
import People
import Values

/// Whose mail is kept, and whose never.
public struct MailRules: Hashable, Sendable {
    /// Who may forward mail to be kept: people of the provider, by address.
    public var forwarders: [String: PersonID]
    /// The customers' hosts: only people who write from there are kept.
    public var hosts: Set<String>
    /// Addresses and hosts that are never captured, whatever else is said: private ones.
    public var privateAddresses: Set<String>
    /// Addresses that are nobody's: a help desk, a list. They are left out.
    public var teamAddresses: Set<String>

    public init(
        forwarders: [String: PersonID], hosts: Set<String>, privateAddresses: Set<String> = [],
        teamAddresses: Set<String> = []
    ) {
        self.forwarders = forwarders
        self.hosts = hosts
        self.privateAddresses = privateAddresses
        self.teamAddresses = teamAddresses
    }

    /// Hosts where people have their own mail. A customer that lives there is named address by address.
    public static let privateHosts: Set<String> = [
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com",
        "me.com",
        "aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com", "t-online.de", "orange.fr",
    ]

    func isPrivate(_ address: MailAddress) -> Bool {
        privateAddresses.contains(address.address) || isWithin(address.host, privateAddresses)
    }

    func isCustomers(_ address: MailAddress) -> Bool {
        !MailRules.privateHosts.contains(address.host) && isWithin(address.host, hosts)
    }

    /// A host, or one below it.
    private func isWithin(_ host: String, _ those: Set<String>) -> Bool {
        var rest = host[...]
        while true {
            if those.contains(String(rest)) { return true }
            guard let point = rest.firstIndex(of: ".") else { return false }
            rest = rest[rest.index(after: point)...]
        }
    }
}

/// A mail that is to be kept, under the people in it.
public struct FiledMail: Hashable, Sendable {
    /// Who forwarded it, or wrote it and sent us a copy.
    public var keeper: PersonID
    /// Who wrote it, where they are known.
    public var author: PersonID?
    /// All who are known in it, the author first.
    public var persons: [PersonID]
    /// People of the customer whom nobody has met yet; offered, never added by themselves.
    public var strangers: [MailAddress]
    /// How many others were in it. They are not kept.
    public var leftOut: Int
    /// When it was written; when that cannot be read, it is known only that it was before it came.
    public var at: Instant?
    public var subject: String
    public var text: String
    public var history: String
    public var note: String
    /// The same for the same mail, so that it is kept once however often it is forwarded.
    public var identity: String?
}

/// Decides whether a forwarded mail is kept, and under whom. Pure rules; docs/reference/mail-kept.md tells
/// them.
public enum MailFiling {
    /// - Parameters:
    ///   - sender: As the wire said it.
    ///   - people: The persons known by address, in small letters.
    ///   - zone: The time that whoever forwarded it sees.
    /// - Throws: ``Refusal`` whose sentence goes back to the sender.
    public static func file(
        _ message: MailMessage, sender: String, rules: MailRules, people: [String: PersonID],
        zone: TimeZoneTable?
    ) throws(Refusal) -> FiledMail {
        guard !message.findings.contains(.tooLarge) else {
            throw Refusal(.tooLarge, "This mail is too large to be kept; forward it without its attachments.")
        }
        let wire = sender.lowercased()
        guard let keeper = rules.forwarders[wire] else {
            throw Refusal(
                .forbidden, "Mail from this address is not kept; ask whoever runs Goodword to allow it.")
        }
        // What the mail says of its sender has to be what the wire said, or anyone could file under any name.
        guard message.from.count == 1, message.from[0].address == wire else {
            throw Refusal(
                .invalid, "The sender in the mail is not who sent it; forward it from your own address.")
        }
        let forwarded = ForwardedMail.find(in: message, zone: zone)
        let author = forwarded.map { $0.from } ?? message.from[0]
        guard let author else {
            throw Refusal(
                .invalid, "Nobody can tell who wrote what you forwarded; forward it as an attachment, please."
            )
        }
        var others = forwarded.map { $0.to + $0.cc } ?? message.to + message.cc
        others.removeAll { $0.address == author.address }
        // One private address is enough: what people write from home is not ours to keep.
        let all = [author] + others + (forwarded == nil ? [] : message.to + message.cc)
        if all.contains(where: rules.isPrivate) {
            throw Refusal(.forbidden, "A private address is in this mail, so it was not kept.")
        }
        return filed(message, forwarded, author, others, rules, people, keeper)
    }

    private static func filed(
        _ message: MailMessage, _ forwarded: ForwardedMail?, _ author: MailAddress, _ others: [MailAddress],
        _ rules: MailRules, _ people: [String: PersonID], _ keeper: PersonID
    ) -> FiledMail {
        var persons: [PersonID] = []
        var strangers: [MailAddress] = []
        var leftOut = 0
        var seen: Set<String> = []
        for address in [author] + others where seen.insert(address.address).inserted {
            if rules.teamAddresses.contains(address.address) { continue }
            if let known = rules.forwarders[address.address]
                ?? (rules.isCustomers(address) ? people[address.address] : nil)
            {
                if !persons.contains(known) { persons.append(known) }
            } else if rules.isCustomers(address) {
                strangers.append(address)
            } else {
                leftOut += 1
            }
        }
        let known =
            rules.forwarders[author.address] ?? (rules.isCustomers(author) ? people[author.address] : nil)
        let plain = MailHistory.split(message.text)
        return FiledMail(
            keeper: keeper, author: known, persons: persons, strangers: strangers, leftOut: leftOut,
            at: forwarded == nil ? message.date : forwarded?.date,
            subject: forwarded?.subject ?? message.subject, text: forwarded?.text ?? plain.said,
            history: forwarded?.history ?? plain.history, note: forwarded?.note ?? "",
            identity: identity(message, forwarded, author))
    }

    /// The attached mail's own id; else who, when and what about, which is the same each time it is
    /// forwarded.
    private static func identity(
        _ message: MailMessage, _ forwarded: ForwardedMail?, _ author: MailAddress
    ) -> String? {
        guard let forwarded else { return message.messageID }
        if let id = message.attached?.messageID { return id }
        return forwarded.date.map { "\(author.address) \($0) \(forwarded.subject)" }
    }
}

extension FiledMail {
    /// The conversation it becomes once a person has looked at it.
    ///
    /// - Parameters:
    ///   - customer: Whose people are in it.
    ///   - ours: Who of the persons belongs to the provider; a mail hears its author and tells the others.
    ///   - arrived: When it came.
    public func conversation(
        id: ConversationID, of customer: CustomerID, ours: Set<PersonID>, arrived: Instant
    ) -> Conversation {
        let line = [subject, text].filter { !$0.isEmpty }.joined(separator: "\n")
        let cut = String(
            String.UnicodeScalarView(line.unicodeScalars.prefix(ConversationLimits.lineScalarsMax)))
        return Conversation(
            id: id, customer: customer, form: .email, at: min(at ?? arrived, arrived), written: arrived,
            writer: keeper,
            participants: persons.filter { !ours.contains($0) }.prefix(ConversationLimits.participantsMax).map
            {
                Participant($0, $0 == author ? .heard : .told)
            }, line: cut)
    }
}
