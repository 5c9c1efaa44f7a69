// SPDX-License-Identifier: Apache-2.0
import Values

/// Changes to a resource, one after the other, all or none (PATCH, RFC 7644, section 3.5.2).
public struct ScimPatch: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable { case add, remove, replace }

    /// What an operation is about: `name.familyName`, `emails[type eq "work"]`, `emails[type eq "work"].value`.
    public struct Path: Hashable, Sendable {
        public let attribute: ScimAttribute
        public let filter: ScimFilter?
        /// The part of each value that fits the filter.
        public let part: String?

        /// Whether it is the URN of an extension alone, and so means all of it.
        var isExtension: Bool {
            filter == nil && attribute.part == nil && attribute.schema != nil
                && attribute.description.lowercased().hasSuffix(":2.0:user")
        }

        /// - Throws: ``ScimError`` of kind `invalidPath`.
        public init(_ text: String) throws(ScimError) {
            let wrong = ScimError(.invalidPath, "The path “\(text.prefix(200))” cannot be read.")
            guard text.utf8.count <= Scim.filterBytesMax else { throw wrong }
            guard let open = text.firstIndex(of: "[") else {
                guard let attribute = ScimAttribute(text) else { throw wrong }
                self.attribute = attribute
                filter = nil
                part = nil
                return
            }
            guard let attribute = ScimAttribute(text[..<open]), attribute.part == nil,
                let close = text.lastIndex(of: "]"), close > open
            else { throw wrong }
            self.attribute = attribute
            do { filter = try ScimFilter.parse(String(text[text.index(after: open)..<close])) } catch {
                throw wrong
            }
            let rest = text[text.index(after: close)...]
            if rest.isEmpty {
                part = nil
            } else {
                guard rest.first == ".", let name = ScimAttribute(rest.dropFirst()), name.schema == nil,
                    name.part == nil
                else { throw wrong }
                part = name.name
            }
        }
    }

    public struct Operation: Hashable, Sendable {
        public let kind: Kind
        public let path: Path?
        public let value: JSON?
    }

    public let operations: [Operation]

    /// Reads the body of a request. `op` may be written in any case, as some directories do.
    public init(_ body: JSON) throws(ScimError) {
        guard let list = body.attribute("Operations")?.list, !list.isEmpty else {
            throw ScimError(.invalidSyntax, "A patch needs a list “Operations”.")
        }
        guard list.count <= Scim.operationsMax else {
            throw ScimError(
                .tooMany, "A patch may have \(Scim.operationsMax) operations. Please send several.")
        }
        var operations: [Operation] = []
        for one in list {
            guard let kind = one.attribute("op")?.text.flatMap({ Kind(rawValue: $0.lowercased()) }) else {
                throw ScimError(.invalidSyntax, "“op” is one of add, remove and replace.")
            }
            let path: Path?
            switch one.attribute("path") {
            case nil, .null?: path = nil
            case .text(let text)?: path = try Path(text)
            default: throw ScimError(.invalidPath, "A path is a text.")
            }
            let value = one.attribute("value")
            if kind == .remove {
                guard path != nil else { throw ScimError(.noTarget, "To remove something needs a path.") }
            } else if value == nil {
                throw ScimError(.invalidValue, "To \(kind.rawValue) something needs a value.")
            }
            operations.append(Operation(kind: kind, path: path, value: value))
        }
        self.operations = operations
    }

    /// The resource after all operations.
    ///
    /// - Throws: ``ScimError`` for the first one that cannot be done; then none counts.
    public func apply(to resource: JSON) throws(ScimError) -> JSON {
        var changed = resource
        for operation in operations { changed = try ScimPatch.apply(operation, to: changed) }
        return changed
    }

    /// What the server alone writes (RFC 7643, section 3.1).
    private static let readOnly: Set<String> = ["id", "meta"]

    private static func apply(_ operation: Operation, to resource: JSON) throws(ScimError) -> JSON {
        guard let path = operation.path else {
            guard let members = operation.value?.members else {
                throw ScimError(.invalidValue, "Without a path the value is an object of attributes.")
            }
            var changed = resource
            for member in members {
                // The name may be a path of its own, as some directories send it.
                let inner = try Path(member.name)
                changed = try apply(
                    Operation(kind: operation.kind, path: inner, value: member.value), to: changed)
            }
            return changed
        }
        let name = path.attribute.name
        guard !readOnly.contains(name.lowercased()) else {
            // Okta sends the id along with what it changes; the same one changes nothing.
            if operation.kind != .remove, resource.attribute(name) == operation.value { return resource }
            throw ScimError(.mutability, "“\(name)” cannot be changed.")
        }
        if path.isExtension {
            let urn = path.attribute.description
            return resource.setting(urn, to: changed(resource.attribute(urn), operation))
        }
        if let urn = path.attribute.extensionURN {
            let inner = resource.attribute(urn) ?? .object([])
            let changed = try change(inner, operation, path)
            return resource.setting(urn, to: changed.members?.isEmpty == true ? nil : changed)
        }
        return try change(resource, operation, path)
    }

    private static func change(
        _ root: JSON, _ operation: Operation, _ path: Path
    ) throws(ScimError) -> JSON {
        let name = path.attribute.name
        if let filter = path.filter {
            return root.setting(name, to: try changeSome(root.attribute(name), operation, filter, path.part))
        }
        guard let part = path.attribute.part else {
            return root.setting(name, to: changed(root.attribute(name), operation))
        }
        switch root.attribute(name) {
        case .list(let several)?:
            // The part of every value (section 3.5.2.3).
            return root.setting(
                name, to: .list(several.map { $0.setting(part, to: changed($0.attribute(part), operation)) }))
        case .object(let members)?:
            let inner = JSON.object(members)
            let changed = inner.setting(part, to: changed(inner.attribute(part), operation))
            return root.setting(name, to: changed.members?.isEmpty == true ? nil : changed)
        default:
            guard operation.kind != .remove else { return root }
            return root.setting(name, to: JSON.object([]).setting(part, to: operation.value))
        }
    }

    /// One attribute, or one part of one, after the operation; `nil` when it is gone.
    private static func changed(_ now: JSON?, _ operation: Operation) -> JSON? {
        switch operation.kind {
        case .remove:
            // Several directories name the members to remove by value, against the letter of the RFC.
            guard let gone = operation.value?.list, let several = now?.list else { return nil }
            let names = gone.compactMap { $0.attribute("value") }
            guard !names.isEmpty else { return nil }
            let left = several.filter { one in !names.contains { $0 == one.attribute("value") } }
            return left.isEmpty ? nil : .list(left)
        case .replace:
            return operation.value == .null ? nil : operation.value
        case .add:
            guard let value = operation.value, value != .null else { return now }
            if let several = now?.list {
                let new = value.list ?? [value]
                return .list(new.reduce(into: several) { if !$0.contains($1) { $0.append($1) } })
            }
            // Of something with parts, those that are named are set (section 3.5.2.1).
            if let members = value.members, case .object? = now {
                return members.reduce(now ?? .object([])) { $0.setting($1.name, to: $1.value) }
            }
            return value
        }
    }

    /// Those of several values that fit a filter.
    private static func changeSome(
        _ now: JSON?, _ operation: Operation, _ filter: ScimFilter, _ part: String?
    ) throws(ScimError) -> JSON? {
        var several = now?.list ?? now.map { [$0] } ?? []
        let fitting = several.indices.filter { filter.fits(several[$0]) }
        guard !fitting.isEmpty else {
            // Microsoft Entra adds `emails[type eq "work"].value` to whoever has no such address yet.
            if operation.kind != .remove, let made = made(from: filter) {
                var new = made
                if let part {
                    new = new.setting(part, to: operation.value)
                } else {
                    for member in operation.value?.members ?? [] {
                        new = new.setting(member.name, to: member.value)
                    }
                }
                return .list(several + [new])
            }
            throw ScimError(.noTarget, "No value fits “\(filter)”.")
        }
        for place in fitting.reversed() {
            switch (operation.kind, part) {
            case (.remove, nil): several.remove(at: place)
            case (.remove, let part?): several[place] = several[place].setting(part, to: nil)
            case (_, let part?): several[place] = several[place].setting(part, to: operation.value)
            case (.replace, nil): several[place] = operation.value ?? several[place]
            case (.add, nil):
                for member in operation.value?.members ?? [] {
                    several[place] = several[place].setting(member.name, to: member.value)
                }
            }
        }
        return several.isEmpty ? nil : .list(several)
    }

    /// The value that a filter of plain equalities describes; `nil` for any other.
    private static func made(from filter: ScimFilter) -> JSON? {
        switch filter {
        case .compare(let attribute, .equal, let value) where attribute.part == nil && value != .null:
            JSON.object([JSON.Member(attribute.name, value)])
        case .and(let left, let right):
            made(from: left).flatMap { left in
                made(from: right)?.members.map { $0.reduce(left) { $0.setting($1.name, to: $1.value) } }
            }
        default: nil
        }
    }
}
