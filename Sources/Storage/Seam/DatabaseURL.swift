// SPDX-License-Identifier: Apache-2.0
import Values

/// Where a database is: `sqlite:PATH` or `postgres://…`. Printing it never shows a password.
public enum DatabaseURL: Sendable, Hashable {
    /// A file; it is made when it is not there.
    case sqlite(path: String)
    /// As libpq reads it, with several hosts if there are standbys. Kept whole, password and all.
    case postgres(url: String)

    public static let charactersMax = 4_096

    /// - Throws: ``Refusal`` with a sentence that says what to write instead.
    public init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= DatabaseURL.charactersMax, !text.utf8.contains(0) else {
            throw Refusal(.invalid, "The database's address is too long or not text.", field: "database")
        }
        if text.hasPrefix("sqlite:") {
            var path = text.dropFirst("sqlite:".count)
            // `sqlite:///var/lib/x` is written as often as `sqlite:/var/lib/x`.
            if path.hasPrefix("//") { path = path.dropFirst(2) }
            guard !path.isEmpty, path != ":memory:" else {
                throw Refusal(
                    .invalid, "Name the file after sqlite:, for example sqlite:goodword.sqlite.",
                    field: "database")
            }
            self = .sqlite(path: String(path))
        } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self = .postgres(url: text)
        } else {
            throw Refusal(
                .invalid,
                "This is not a database's address. Write sqlite:PATH or postgres://user@host/database.",
                field: "database")
        }
    }
}

extension DatabaseURL: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let url): DatabaseURL.withoutPassword(url)
        }
    }

    public var debugDescription: String { description }

    private static func withoutPassword(_ url: String) -> String {
        guard let scheme = url.range(of: "://") else { return "postgres://" }
        var rest = url[scheme.upperBound...]
        var user = ""
        // A password may hold a slash or question mark that somebody forgot to encode: everything between the
        // first colon and the last @ goes, and rather too much than too little.
        if let at = rest.lastIndex(of: "@") {
            let secret = rest[..<at]
            user = String(secret.prefix { !":/?".contains($0) })
            if user.count < secret.count { user += ":***" }
            rest = rest[at...]
        }
        let queryStart = rest.firstIndex(of: "?") ?? rest.endIndex
        let query = rest[queryStart...].dropFirst().split(separator: "&").map { pair -> String in
            let key = pair.prefix { $0 != "=" }
            return key.lowercased().contains("password") ? "\(key)=***" : String(pair)
        }
        return String(url[..<scheme.upperBound]) + user + rest[..<queryStart]
            + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}

extension String {
    /// Where a text stands in this one; the standard library has no such search for substrings.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<(index(start, offsetBy: text.count)) }
            start = index(after: start)
        }
        return nil
    }
}
