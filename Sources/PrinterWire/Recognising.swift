// SPDX-License-Identifier: Apache-2.0

/// Who built the machine, and whether it prints.
struct Recognised {
    var profile: Profile?
    var isPrinter: Bool
}

extension Interpreter {
    /// How far a kind of evidence is believed, in ascending order. What a machine says about itself in words
    /// counts more than its sysObjectID, which rebadged machines and print servers get wrong.
    private enum Weight: Int, Comparable {
        case objectID, deviceID, otherText, hostDescription, systemDescription

        static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
    }

    func recognise(_ walk: Walk) -> Recognised {
        let view = WalkView(walk, self, nil)
        // Many patterns look at the same few texts.
        var texts: [Profile.Fact: String?] = [:]
        func text(_ fact: Profile.Fact) -> String? {
            if let known = texts[fact] { return known }
            let found = view.text(of: fact)
            texts[fact] = .some(found)
            return found
        }
        let objectID = walk.value(objects.sysObjectID)
        var best: (weight: Weight, length: Int, profile: Profile)?
        var strongest: Weight?
        var isDenied = false
        for profile in [base] + makers {
            for recognition in profile.recognitions {
                guard let (weight, length) = weigh(recognition.test, objectID, text) else { continue }
                if recognition.isPrinter {
                    strongest = max(strongest ?? weight, weight)
                } else {
                    isDenied = true
                }
                guard profile.make != nil else { continue }
                if let known = best, (known.weight, known.length) >= (weight, length) { continue }
                best = (weight, length, profile)
            }
        }
        return Recognised(
            profile: best?.profile, isPrinter: isPrinter(walk, isDenied: isDenied, strongest: strongest))
    }

    private func isPrinter(_ walk: Walk, isDenied: Bool, strongest: Weight?) -> Bool {
        if !walk.subtree(StandardObjects.printerMIB).isEmpty { return true }
        // Computers list the printers they have queues for, and scanners share an interface with printers.
        if isDenied { return false }
        let types = walk.subtree(objects.deviceType)
        if types.contains(where: { $0.value == .oid(StandardObjects.printerType) }) { return true }
        if !walk.subtree(objects.printerStatus).isEmpty || !walk.subtree(objects.printerErrors).isEmpty {
            return true
        }
        guard let strongest else { return false }
        // A make's name alone is no proof where the machine lists what it is made of, and no printer is in it.
        return types.isEmpty || strongest == .systemDescription
    }

    private func weigh(
        _ test: Profile.Recognition.Test, _ objectID: SNMPValue?, _ text: (Profile.Fact) -> String?
    ) -> (Weight, Int)? {
        switch test {
        case .objectID(let prefix):
            guard case .oid(let oid)? = objectID, oid.hasPrefix(prefix) else { return nil }
            return (.objectID, prefix.arcs.count)
        case .text(let fact, let pattern):
            guard let text = text(fact), pattern.matches(text) else { return nil }
            let weight: Weight =
                switch fact {
                case .object("sysDescr"): .systemDescription
                case .object("hrDeviceDescr"): .hostDescription
                case .deviceID: .deviceID
                default: .otherText
                }
            return (weight, pattern.weight)
        }
    }
}
