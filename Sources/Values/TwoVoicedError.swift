// SPDX-License-Identifier: Apache-2.0

/// An error that speaks twice: a sentence for the person, which says what to do next, and detail for the log.
///
/// Pages, API answers and stderr show ``message`` and never ``detail``.
public protocol TwoVoicedError: Error, CustomStringConvertible {
    /// One or two plain sentences without internals.
    var message: String { get }
    /// What the log needs to find the cause; never a secret or a person's private words.
    var detail: String { get }
}

extension TwoVoicedError {
    public var description: String { detail.isEmpty ? message : "\(message) (\(detail))" }
}

/// What a use case answers when it will not do what was asked.
public struct Refusal: TwoVoicedError, Hashable {
    /// Why, in a form that code can act on.
    public enum Reason: String, Sendable {
        /// What was sent cannot be used; ``Refusal/field`` may say which part.
        case invalid
        /// There is no such thing, or none that this person may see.
        case notFound
        /// Nobody is signed in, or the token is unknown or withdrawn.
        case unauthenticated
        /// Someone is signed in who may not do this.
        case forbidden
        /// It was changed or done already.
        case conflict
        /// It is too much at once.
        case tooLarge
        /// Something we lean on does not answer; trying again later may help.
        case unavailable
        /// It was tried too often; after a while it may be tried again.
        case tooOften
        /// It came over a network without TLS.
        case insecure
    }

    public let reason: Reason
    public let message: String
    public let detail: String
    /// The form field or JSON path that is at fault, when there is one.
    public let field: String?

    public init(_ reason: Reason, _ message: String, detail: String = "", field: String? = nil) {
        self.reason = reason
        self.message = message
        self.detail = detail
        self.field = field
    }
}
