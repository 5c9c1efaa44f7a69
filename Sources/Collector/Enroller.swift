// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Practice
import Values

/// Lets a collector in with the code that a person typed: makes its key, takes it to the server, and keeps it.
public struct Enroller: Sendable {
    private let folder: String
    private let server: ServerAddress
    private let facts: CollectorFacts

    private struct Question: Encodable {
        let code: String
        let collector: CollectorFacts
    }

    private struct Answer: Decodable {
        let collector: String
    }

    /// - Parameter folder: The collector's; it is made when missing.
    public init(folder: String, server: ServerAddress, facts: CollectorFacts) {
        self.folder = folder
        self.server = server
        self.facts = facts
    }

    /// Trades the code for the right to deliver with a key of our own.
    ///
    /// It may be asked again with the same code after a failure: the key waits in the folder, and the server takes
    /// the two for what they were.
    /// - Returns: what the server calls this collector.
    /// - Throws: ``Refusal``, ``SpoolFailure`` when the key cannot be kept, ``PostFailure``.
    public func enrol(code typed: String) async throws -> String {
        // A typing mistake is found here and costs no try there.
        let code = try EnrolmentCode(typed: typed)
        let disk = FolderOnDisk(folder)
        try disk.makeFolder()
        if try !disk.names().contains(CollectorKey.draftName) {
            try disk.replace(CollectorKey.draftName, with: CollectorKey.make())
        }
        let key = try CollectorKey.read(from: folder, named: CollectorKey.draftName)
        let question = try JSONEncoder().encode(Question(code: code.description, collector: facts))
        let carrier = HTTPCarrier(server: server, path: HTTPCarrier.enrolmentPath, timeoutSeconds: 30)
        let answer = try await carrier.post(Array(question), key: key.text, isCompressible: false)
        let name = try name(in: answer)
        try disk.rename(CollectorKey.draftName, to: CollectorKey.fileName)
        try disk.synchronizeNames()
        giveToOwner(CollectorKey.fileName)
        return name
    }

    /// Keeps the words of the command line with which this collector is to be started from now on.
    /// - Throws: ``SpoolFailure``.
    public func keep(arguments: [String]) throws {
        try FolderOnDisk(folder).replace(
            CollectorArguments.fileName, with: Array(try JSONEncoder().encode(CollectorArguments(arguments))))
        giveToOwner(CollectorArguments.fileName)
    }

    /// When root types the code for a collector that runs as another user, that user must be able to read it.
    private func giveToOwner(_ name: String) {
        var owner = stat()
        guard geteuid() == 0, stat(folder, &owner) == 0, owner.st_uid != 0 else { return }
        _ = lchown(folder + "/" + name, owner.st_uid, owner.st_gid)
    }

    private func name(in answer: PostAnswer) throws -> String {
        switch answer.status {
        case 200:
            guard let said = try? JSONDecoder().decode(Answer.self, from: Data(answer.body)) else {
                throw notGoodword(answer)
            }
            // It goes to a terminal, where control characters have effects.
            let plain = said.collector.unicodeScalars.filter { $0.properties.generalCategory != .control }
            return String(String.UnicodeScalarView(plain.prefix(200)))
        case 401:
            throw Refusal(
                .unauthenticated,
                "The server does not take this code: it was used already, has grown too old, or was never made. "
                    + "Make a new one on the collector’s page.", field: "code")
        case 409, 422:
            // The key is a draft's; the next try makes another.
            try FolderOnDisk(folder).remove(CollectorKey.draftName)
            throw Refusal(
                .invalid, "The server does not take this code or key. Please make a new code and type that.",
                detail: "status \(answer.status)", field: "code")
        case 426:
            throw Refusal(
                .forbidden, "The server lets collectors in over https only. Check its address and its proxy.",
                field: "server")
        case 429:
            throw Refusal(
                .unavailable,
                "Too many codes were tried from here. Wait a quarter of an hour, then type it again.")
        case 500...:
            throw Refusal(
                .unavailable, "The server has trouble of its own. Type the same code again in a while.",
                detail: "status \(answer.status)")
        default: throw notGoodword(answer)
        }
    }

    private func notGoodword(_ answer: PostAnswer) -> Refusal {
        Refusal(
            .unavailable,
            "What answers at \(server) is not Goodword. Check the address; the code is still good.",
            detail: "status \(answer.status), \(answer.body.count) bytes", field: "server")
    }
}

/// The words with which a collector is started when it is started without any.
public struct CollectorArguments: Codable, Hashable, Sendable {
    static let fileName = "arguments.json"

    private var version = 1
    private let arguments: [String]

    init(_ arguments: [String]) { self.arguments = arguments }

    /// `nil` when the collector was never enrolled here, or the file cannot be read.
    public static func read(from folder: String) -> [String]? {
        guard let data = FileManager.default.contents(atPath: folder + "/" + fileName),
            let kept = try? JSONDecoder().decode(CollectorArguments.self, from: data), kept.version == 1
        else { return nil }
        return kept.arguments
    }
}
