// SPDX-License-Identifier: Apache-2.0

/// The part that somebody who signs in has in the practice; it decides what they may do.
///
/// What a person *is* at an organisation is a ``Position``, in words of their own; a role is one of these seven. A
/// person may have several, and then may do what any of them may.
public enum Role: String, CaseIterable, Hashable, Sendable {
    /// Answers for the whole practice.
    case owner
    /// Walks, listens, promises; looks after some customers.
    case accountManager = "account-manager"
    /// Looks after people whose machine does not work.
    case serviceDesk = "service-desk"
    /// Comes by and mends.
    case technician
    /// The customer's own keeper of machines and networks.
    case itManager = "it-manager"
    /// The customer's board and its officers.
    case executive
    /// Everyone else at a customer.
    case staff

    /// Which side somebody has to be on to have it.
    public var side: Person.Side {
        switch self {
        case .owner, .accountManager, .serviceDesk, .technician: .provider
        case .itManager, .executive, .staff: .customer
        }
    }

    /// As it stands in a sentence and above a column.
    public var inWords: String {
        switch self {
        case .owner: "owner"
        case .accountManager: "account manager"
        case .serviceDesk: "service desk"
        case .technician: "technician"
        case .itManager: "IT manager"
        case .executive: "executive"
        case .staff: "staff"
        }
    }
}
