// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Values

/// How a printer answered last over IPP, so that the next time costs one question.
public struct IPPRoute: Hashable, Sendable, Codable {
    public var isSecured: Bool
    public var port: UInt16
    public var path: String
    public var versionMajor: UInt8
    public var versionMinor: UInt8

    var version: IPPMessage.Version { .init(versionMajor, versionMinor) }
}

/// What one printer said over IPP.
public struct IPPHeard: Sendable {
    public var reading: Reading
    public var route: IPPRoute
    /// What the printer showed; `nil` without TLS.
    public var certificate: PrinterCertificate?
    /// Whether it was seen for the first time, and is remembered from now on.
    public var isCertificateNew: Bool
    /// For the log, or for whoever reads one printer.
    public var remarks: [String]
}

/// Asks printers over IPP. It sends Get-Printer-Attributes and nothing else.
public struct IPPReader: Sendable {
    private let interpreter: Interpreter
    private let clock: any WallClock
    private let certificates: CertificateMemory
    private let limits: IPPExchange.Limits

    /// - Parameters:
    ///   - certificates: what printers showed before.
    ///   - seconds: how long one question may take.
    public init(
        interpreter: Interpreter = .builtIn, clock: any WallClock, certificates: CertificateMemory,
        seconds: Double = 20
    ) {
        self.interpreter = interpreter
        self.clock = clock
        self.certificates = certificates
        var limits = IPPExchange.Limits()
        limits.whole = .seconds(seconds)
        limits.connect = min(limits.connect, limits.whole)
        self.limits = limits
    }

    /// Asks under the path that is named, or under the usual ones; in version 2.0, and in 1.1 where that is
    /// not spoken.
    ///
    /// - Parameters:
    ///   - place: ``Reading/address`` of what is heard; the address' own unless given.
    ///   - route: how it answered last; tried first.
    /// - Throws: ``IPPFailure``, ``CertificateFailure`` when a certificate cannot be kept, `CancellationError`.
    public func read(
        _ address: IPPAddress, as place: String? = nil, route: IPPRoute? = nil
    ) async throws -> IPPHeard {
        if let route {
            let known = IPPAddress(
                host: address.host, port: route.port, path: route.path, isSecured: route.isSecured)
            do {
                return try await ask(known, path: route.path, versions: [route.version], place)
            } catch let failure as IPPFailure where failure.isAboutRoute {
                // New firmware may answer elsewhere.
            }
        }
        return try await explore(address, place)
    }

    private func explore(_ address: IPPAddress, _ place: String?) async throws -> IPPHeard {
        var versions: [IPPMessage.Version] = [.v2_0, .v1_1]
        var last = IPPFailure(.noPrinter, address)
        for path in address.path.map({ [$0] }) ?? IPPAddress.pathGuesses {
            while let version = versions.first {
                do {
                    return try await ask(address, path: path, versions: [version], place)
                } catch let failure as IPPFailure where failure.isAboutVersion && versions.count > 1 {
                    versions.removeFirst()
                } catch let failure as IPPFailure where failure.isAboutPath {
                    last = IPPFailure(.noPrinter, address, detail: failure.detail)
                    break
                }
            }
        }
        throw last
    }

    private func ask(
        _ address: IPPAddress, path: String, versions: [IPPMessage.Version], _ place: String?
    ) async throws -> IPPHeard {
        let version = versions.first ?? .v1_1
        var asked = address
        asked.path = path
        // Whoever named it: a person, an announcement, or a file of ours that somebody wrote into.
        if let sentence = NeverAsked.sentence(port: asked.port) {
            throw IPPFailure(.printPort(sentence), asked)
        }
        let request = IPPMessage.getPrinterAttributes(
            of: asked.description, version: version, requestID: IPPReader.requestID)
        guard let bytes = try? request?.encode() else { throw IPPFailure(.noPrinter, asked) }
        let known = asked.isSecured ? certificates.certificate(of: asked.place) : nil
        let answer = try await exchange(bytes, with: asked, path: path, known: known)
        let message = try message(answer, asked)
        var heard = interpreted(message, asked, place: place, version: version)
        heard.certificate = answer.certificate
        if known == nil, let shown = answer.certificate {
            try certificates.remember(shown, of: asked.place, at: clock.now())
            heard.isCertificateNew = true
        }
        return heard
    }

    private func exchange(
        _ bytes: [UInt8], with address: IPPAddress, path: String, known: PrinterCertificate?
    ) async throws -> IPPExchange.Answer {
        let exchange = IPPExchange(address: address, path: path, limits: limits, known: known)
        do {
            return try await exchange.post(bytes)
        } catch let failure as IPPFailure {
            guard case .certificateChanged(_, let shown) = failure.kind,
                let accepted = certificates.refreshed(address.place), accepted.key == shown.key
            else { throw failure }
            return try await IPPExchange(address: address, path: path, limits: limits, known: accepted).post(
                bytes)
        }
    }

    /// On one connection there is one question, so its number tells nothing.
    private static let requestID: Int32 = 1

    private func message(_ answer: IPPExchange.Answer, _ address: IPPAddress) throws -> (
        IPPMessage, [IPPFinding]
    ) {
        let detail = "HTTP status \(answer.status)"
        switch answer.status {
        case 200..<300: break
        case 300..<400: throw IPPFailure(.redirected, address, detail: detail)
        case 401, 403, 407: throw IPPFailure(.wantsSignIn, address, detail: detail)
        case 426: throw IPPFailure(.wantsTLS, address, detail: detail)
        default: throw IPPFailure(.noPrinter, address, detail: detail)
        }
        let (message, findings) = IPPMessage.read(answer.body)
        // A page of a web server can be read as a message, too; its version gives it away.
        guard let message, !message.groups.isEmpty, (1...2).contains(message.version.major) else {
            throw IPPFailure(.noPrinter, address, detail: findings.first?.description ?? "no groups")
        }
        let status = IPPStatus(message.code)
        guard status.isSuccess else { throw IPPFailure(.refused(status), address, detail: status.name) }
        return (message, findings)
    }

    private func interpreted(
        _ answer: (message: IPPMessage, findings: [IPPFinding]), _ address: IPPAddress, place: String?,
        version: IPPMessage.Version
    ) -> IPPHeard {
        let told = interpreter.reading(
            from: answer.message, address: place ?? address.place, heard: clock.now(), saidOver: .ipp)
        let route = IPPRoute(
            isSecured: address.isSecured, port: address.port, path: address.path ?? "/",
            versionMajor: version.major, versionMinor: version.minor)
        return IPPHeard(
            reading: told.reading, route: route, certificate: nil, isCertificateNew: false,
            remarks: told.remarks
                + answer.findings.prefix(IPPReader.findingsMax).map { "In the answer, \($0)" })
    }

    /// Findings told about one answer.
    private static let findingsMax = 20
}

extension IPPFailure {
    /// Another version may be understood: it says so, or stumbles over this one.
    fileprivate var isAboutVersion: Bool {
        switch kind {
        case .refused(let status): status.isOtherVersion || status.code == 0x0400
        case .noPrinter: ["400", "500", "501", "505"].contains { detail == "HTTP status \($0)" }
        default: false
        }
    }

    /// There may be a printer under another path.
    fileprivate var isAboutPath: Bool {
        switch kind {
        case .refused(let status): status.isNoSuchPrinter
        case .noPrinter: true
        default: false
        }
    }

    /// It answers, but not as it did.
    fileprivate var isAboutRoute: Bool {
        switch kind {
        case .noPrinter, .refused, .wantsTLS, .noTLS: true
        default: false
        }
    }
}
