// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import NIOCore
import Practice
import Values

/// What is known of one request besides itself.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Where the connection comes from.
    let peerAddress: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peerAddress = source.channel.remoteAddress?.ipAddress
    }

    /// The part of the address with this name, as an id.
    /// - Throws: a ``Refusal`` when it is none: then there is nothing there.
    func id<Subject>(_ name: String, of subject: Subject.Type = Subject.self) throws -> ID<Subject> {
        guard let id = parameters.get(name).flatMap({ ID<Subject>($0) }) else { throw nothingHere }
        return id
    }
}

/// Somebody who is signed in, with the secret their forms are held against.
struct Visitor: Sendable {
    let person: SignedIn
    let secret: String
}

let nothingHere = Refusal(
    .notFound, "There is nothing at this address. It may have been moved or taken away.")
