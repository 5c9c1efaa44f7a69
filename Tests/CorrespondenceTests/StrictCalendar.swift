// SPDX-License-Identifier: Apache-2.0

/// Reads a calendar strictly by RFC 5545, so that what we write is held against the text of the standard and
/// not against ourselves.
struct StrictCalendar {
    struct Property: Equatable {
        var name: String
        var parameters: [String: String]
        var value: String

        /// As RFC 5545, 3.3.11 reads a TEXT.
        var text: String {
            var text = ""
            var isEscaped = false
            for character in value {
                if isEscaped {
                    text.append(character == "n" || character == "N" ? "\n" : character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else {
                    text.append(character)
                }
            }
            return text
        }
    }

    final class Component {
        var name = ""
        var properties: [Property] = []
        var parts: [Component] = []

        func value(_ name: String) -> String? { properties.first { $0.name == name }?.value }
        func property(_ name: String) -> Property? { properties.first { $0.name == name } }
    }

    struct Fault: Error {
        var what: String
    }

    static func read(_ text: String) throws -> Component {
        let bytes = Array(text.utf8)
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 13 {
                guard index + 1 < bytes.count, bytes[index + 1] == 10 else { throw Fault(what: "a CR alone") }
                guard line.count <= 75 else { throw Fault(what: "\(line.count) octets in a line") }
                guard String(validating: line, as: UTF8.self) != nil else {
                    throw Fault(what: "a character cut in two")
                }
                lines.append(line)
                line = []
                index += 2
                continue
            }
            guard bytes[index] != 10 else { throw Fault(what: "an LF alone") }
            guard bytes[index] >= 32 else { throw Fault(what: "a control character") }
            line.append(bytes[index])
            index += 1
        }
        guard line.isEmpty else { throw Fault(what: "the last line does not end") }
        var unfolded: [[UInt8]] = []
        for line in lines {
            if line.first == 32 {
                guard !unfolded.isEmpty else { throw Fault(what: "nothing to go on from") }
                unfolded[unfolded.count - 1] += line.dropFirst()
            } else {
                guard !line.isEmpty else { throw Fault(what: "an empty line") }
                unfolded.append(line)
            }
        }
        var stack: [Component] = []
        for line in unfolded {
            let property = try property(String(decoding: line, as: UTF8.self))
            switch property.name {
            case "BEGIN":
                let component = Component()
                component.name = property.value
                stack.last?.parts.append(component)
                stack.append(component)
            case "END":
                guard let last = stack.popLast(), last.name == property.value else {
                    throw Fault(what: "a wrong END")
                }
                if stack.isEmpty { return last }
            default:
                guard let last = stack.last else { throw Fault(what: "a property outside") }
                last.properties.append(property)
            }
        }
        throw Fault(what: "it does not end")
    }

    private static func property(_ line: String) throws -> Property {
        var name = ""
        var parameters: [String: String] = [:]
        var rest = line[...]
        name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" })
        rest = rest.dropFirst(name.count)
        guard !name.isEmpty else { throw Fault(what: "no name in \(line)") }
        while rest.first == ";" {
            rest = rest.dropFirst()
            let parameter = rest.prefix { $0 != "=" }
            rest = rest.dropFirst(parameter.count + 1)
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                value = String(rest.prefix { $0 != "\"" })
                rest = rest.dropFirst(value.count + 1)
            } else {
                value = String(rest.prefix { ![";", ":", ","].contains($0) })
                rest = rest.dropFirst(value.count)
            }
            // RFC 6868.
            value = value.replacing("^'", with: "\"").replacing("^n", with: "\n").replacing("^^", with: "^")
            parameters[String(parameter)] = value
        }
        guard rest.first == ":" else { throw Fault(what: "no colon in \(line)") }
        return Property(name: name, parameters: parameters, value: String(rest.dropFirst()))
    }
}
