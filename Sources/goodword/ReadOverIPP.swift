// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Collector
import Fleet
import PrinterWire
import Values

/// How `goodword read` asks over IPP.
struct ReadOverIPP: ParsableArguments {
    @Flag(help: "Ask over SNMP and over IPP, and show where the two differ.")
    var both = false

    @Option(help: "With --both: the TCP port of IPP.")
    var ippPort = IPPAddress.port

    @Option(
        help: ArgumentHelp(
            "Remember the certificates of printers in this folder, such as a collector's, and refuse one that changed.",
            valueName: "folder"))
    var certificates: String?

    @Flag(help: "With --certificates: remember the certificate that the printer shows now.")
    var acceptCertificate = false

    func validate() throws {
        guard !acceptCertificate || certificates != nil else {
            throw ValidationError("--accept-certificate goes with --certificates FOLDER.")
        }
    }

    /// Reads one printer; what a person should know about it is said.
    ///
    /// - Throws: `ExitCode` 2 when no printer answers; ``TwoVoicedError`` for what a person can mend.
    func reading(_ address: IPPAddress, interpreter: Interpreter, seconds: Double) async throws -> Reading {
        let kept = try certificates.map { try CertificateMemory(folder: $0) } ?? CertificateMemory()
        let memory = acceptCertificate ? CertificateMemory() : kept
        let reader = IPPReader(
            interpreter: interpreter, clock: SystemClock(), certificates: memory, seconds: seconds)
        let heard: IPPHeard
        do {
            heard = try await reader.read(address, as: try await place(of: address))
        } catch let failure as IPPFailure {
            guard failure.kind == .noAnswer || failure.kind == .noPrinter else { throw failure }
            say(failure.message)
            throw ExitCode(2)
        }
        for remark in heard.remarks { say(remark) }
        if let shown = heard.certificate { try tell(shown, heard, address, kept) }
        return heard.reading
    }

    /// The machine that a person named for SNMP, at the port and the paths of IPP.
    func reading(besides host: String, interpreter: Interpreter, seconds: Double) async throws -> Reading {
        let open = IPPAddress(host: host, port: ippPort, isSecured: false)
        do {
            return try await reading(open, interpreter: interpreter, seconds: seconds)
        } catch let failure as IPPFailure where failure.kind == .wantsTLS {
            let secured = IPPAddress(host: host, port: ippPort, isSecured: true)
            return try await reading(secured, interpreter: interpreter, seconds: seconds)
        }
    }

    /// Readings tell machines by numeric addresses.
    private func place(of address: IPPAddress) async throws -> String {
        guard let range = try await HostNames.ranges([address.host]).first else { return address.place }
        return address.port == IPPAddress.port ? "\(range.first)" : "\(range.first):\(address.port)"
    }

    private func tell(
        _ shown: PrinterCertificate, _ heard: IPPHeard, _ address: IPPAddress, _ kept: CertificateMemory
    ) throws {
        if acceptCertificate {
            try kept.remember(shown, of: address.place, at: heard.reading.heard)
            say("Its certificate is remembered from now on. SHA-256: \(shown.certificate)")
        } else if certificates == nil {
            say("Nobody vouches for its certificate. SHA-256: \(shown.certificate)")
        } else if heard.isCertificateNew {
            say(
                "Its certificate was seen for the first time and is remembered. SHA-256: \(shown.certificate)"
            )
        }
    }
}
