// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

/// Why a printer gave no reading over IPP.
public struct IPPFailure: TwoVoicedError, Hashable {
    public enum Kind: Hashable, Sendable {
        /// Nothing there takes connections, or nothing came back in time.
        case noAnswer
        /// Something answers that is neither a printer nor IPP.
        case noPrinter
        /// It answers only over TLS.
        case wantsTLS
        /// It points elsewhere; nobody is followed to a place that a stranger names.
        case redirected
        /// It wants to know who asks.
        case wantsSignIn
        case refused(IPPStatus)
        case tooLarge
        /// No secured connection came about.
        case noTLS
        /// What is sent to this port is printed.
        case printPort(String)
        /// It shows another certificate than the one remembered.
        case certificateChanged(known: PrinterCertificate, shown: PrinterCertificate)
    }

    public let kind: Kind
    public let message: String
    public let detail: String

    init(_ kind: Kind, _ address: IPPAddress, detail: String = "") {
        self.kind = kind
        self.detail = detail
        message = IPPFailure.message(kind, address)
    }

    private static func message(_ kind: Kind, _ address: IPPAddress) -> String {
        let place = address.place
        switch kind {
        case .noAnswer:
            return
                "No answer from \(place) over IPP. It may be off, IPP may be switched off in it, or a firewall "
                + "may stand between (TCP port \(address.port))."
        case .noPrinter:
            let where_ = address.path.map { "under \($0)" } ?? "under any of the usual paths"
            return
                "What answers at \(place) has no printer \(where_). Name its path, as in ipp://\(place)/ipp/print."
        case .wantsTLS: return "The printer at \(place) answers only over TLS. Ask ipps://\(place)."
        case .redirected:
            return
                "The printer at \(place) points to another address, and is not followed there. Name that one."
        case .wantsSignIn:
            return
                "The printer at \(place) wants to know who asks. Let it answer Get-Printer-Attributes to anyone, "
                + "or read it over SNMP."
        case .refused(let status):
            return status.sentence ?? "The printer refuses the question."
        case .tooLarge: return "What answers at \(place) does not come to an end. It is no printer."
        case .noTLS:
            return
                "No secured connection to \(place) came about. If the printer has no TLS, ask ipp://\(place)."
        case .printPort(let sentence): return sentence
        case .certificateChanged(let known, let shown):
            return "The printer at \(place) shows another certificate than before (\(shown.short) instead of "
                + "\(known.short)). Someone renewed it, it is another machine, or someone stands between. If you "
                + "know why, accept it with goodword read ipps://\(place) --certificates FOLDER "
                + "--accept-certificate; until then it is not asked."
        }
    }
}
