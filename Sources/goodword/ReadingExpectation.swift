// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Values

/// What a reading should say: JSON of which every field that stands in it has to agree.
struct ReadingExpectation {
    private let expected: [String: Any]
    /// They are of the moment and the place, not of the machine.
    private static let passedOver: Set<String> = ["heard", "address", "protocol", "version"]

    init(file path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Refusal(.notFound, "The file \(path) cannot be read. Check its name.", field: "expect")
        }
        guard let json = try? JSONSerialization.jsonObject(with: data), let object = json as? [String: Any]
        else {
            throw Refusal(
                .invalid, "\(path) is not the JSON of a reading. goodword read --json writes one.",
                field: "expect")
        }
        expected = object
    }

    /// A line for each field that is not as expected, by its place.
    func differences(from reading: Reading) throws -> [String] {
        let text = try ReadingJSON.text(reading, isPretty: false)
        let actual = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
        let wanted = expected.filter { !ReadingExpectation.passedOver.contains($0.key) }
        return ReadingExpectation.differences(wanted, actual, at: "")
    }

    private static func differences(_ expected: Any, _ actual: Any, at place: String) -> [String] {
        switch (expected, actual) {
        case (let expected as [String: Any], let actual as [String: Any]):
            return expected.sorted { $0.key < $1.key }.flatMap { key, value in
                differences(value, actual[key] ?? NSNull(), at: place.isEmpty ? key : "\(place).\(key)")
            }
        case (let expected as [Any], let actual as [Any]):
            guard expected.count == actual.count else {
                return ["\(place): \(expected.count) expected, \(actual.count) read"]
            }
            return zip(expected, actual).enumerated().flatMap { index, pair in
                differences(pair.0, pair.1, at: "\(place)[\(index)]")
            }
        default:
            let (wanted, read) = (shown(expected), shown(actual))
            return wanted == read ? [] : ["\(place): \(wanted) expected, \(read) read"]
        }
    }

    private static func shown(_ value: Any) -> String {
        guard !(value is NSNull) else { return "nothing" }
        if let text = value as? String { return "“\(text)”" }
        guard
            let data = try? JSONSerialization.data(
                withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
        else { return "\(value)" }
        return String(decoding: data, as: UTF8.self)
    }
}
