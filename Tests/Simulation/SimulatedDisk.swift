// SPDX-License-Identifier: Apache-2.0
import Collector
import Glibc
import Values

/// A disk that forgets. What was not synchronized may after a power cut be there, not there, or there up to any
/// byte, whichever way each write went; names come into force one after the other, each whole or not at all.
final class SimulatedDisk {
    fileprivate final class Inode {
        /// As the program sees it.
        var cached: [UInt8] = []
        /// As a power cut leaves it at least.
        var durable: [UInt8] = []
        var pending: [Change] = []
    }

    fileprivate enum Change {
        case write(at: Int, [UInt8])
        case truncate(Int)

        func apply(to bytes: inout [UInt8], upTo count: Int? = nil) {
            switch self {
            case .write(let offset, let written):
                let length = min(count ?? written.count, written.count)
                guard length > 0 else { return }
                if bytes.count < offset + length {
                    bytes.append(contentsOf: repeatElement(0, count: offset + length - bytes.count))
                }
                bytes.withUnsafeMutableBytes { target in
                    written.withUnsafeBytes { source in
                        guard let to = target.baseAddress, let from = source.baseAddress else { return }
                        memcpy(to + offset, from, length)
                    }
                }
            case .truncate(let size):
                if bytes.count > size {
                    bytes.removeLast(bytes.count - size)
                } else {
                    bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
                }
            }
        }
    }

    private enum NameChange {
        case link(String, Inode)
        case rename(String, String)
        case unlink(String)

        func apply(to names: inout [String: Inode]) {
            switch self {
            case .link(let name, let inode): names[name] = inode
            case .rename(let old, let new): names[new] = names.removeValue(forKey: old)
            case .unlink(let name): names[name] = nil
            }
        }
    }

    /// Bytes for all files together; others' files may take more of the disk at any time.
    var capacity = Int.max
    /// Every write and every synchronizing fails.
    var isBroken = false
    private var names: [String: Inode] = [:]
    private var durableNames: [String: Inode] = [:]
    private var pendingNames: [NameChange] = []
    private weak var holder: Handle?

    var used: Int { names.values.reduce(0) { $0 + $1.cached.count } }

    /// The files as a program that copies them finds them.
    func copy() -> [String: [UInt8]] { names.mapValues(\.cached) }

    /// A folder with these files takes the place of this one.
    func putBack(_ files: [String: [UInt8]]) {
        names = files.mapValues { bytes in
            let inode = Inode()
            inode.cached = bytes
            inode.durable = bytes
            return inode
        }
        durableNames = names
        pendingNames = []
    }

    /// The electricity fails: what was not synchronized is at chance's mercy.
    func loseUnsynchronized(_ chance: inout SplitMix) {
        let survived = pendingNames.isEmpty ? 0 : chance.number(0...pendingNames.count)
        for change in pendingNames.prefix(survived) { change.apply(to: &durableNames) }
        pendingNames = []
        names = durableNames
        // In a fixed order, for chance is dealt out on the way.
        for name in names.keys.sorted() {
            guard let inode = names[name] else { continue }
            for change in inode.pending {
                switch chance.number(0...2) {
                case 0: change.apply(to: &inode.durable)
                case 1:
                    if case .write(_, let bytes) = change {
                        change.apply(to: &inode.durable, upTo: chance.number(0...bytes.count))
                    }
                default: break
                }
            }
            inode.pending = []
            inode.cached = inode.durable
        }
    }

    /// One program's way to the disk. When the program dies, whatever it still tries has no effect.
    final class Handle: SpoolDisk {
        let path = "spool"
        private let disk: SimulatedDisk
        /// Whether synchronizing is only said to be done: how a program looks that leaves it out.
        private let onlyPretends: Bool
        /// Counts the calls; `false` when the program dies in this one.
        private let survives: () -> Bool
        private(set) var isDead = false
        private var chance: SplitMix

        init(
            _ disk: SimulatedDisk, chance: SplitMix, onlyPretends: Bool = false,
            survives: @escaping () -> Bool
        ) {
            self.disk = disk
            self.chance = chance
            self.onlyPretends = onlyPretends
            self.survives = survives
        }

        func die() { isDead = true }

        private static let dead = SpoolFailure(errno: EIO, doing: "be alive", path: "spool")

        /// One call goes on, or the program dies before it.
        fileprivate func step() throws(SpoolFailure) {
            if !isDead, !survives() { isDead = true }
            if isDead { throw Handle.dead }
        }

        func acquire() throws(SpoolFailure) {
            try step()
            if let holder = disk.holder, !holder.isDead, holder !== self {
                throw SpoolFailure(errno: EWOULDBLOCK, doing: "lock", path: path)
            }
            disk.holder = self
        }

        func release() { if disk.holder === self { disk.holder = nil } }

        func names() throws(SpoolFailure) -> [String] {
            try step()
            return disk.names.keys.sorted()
        }

        func open(_ name: String) throws(SpoolFailure) -> any SpoolDiskFile {
            try step()
            guard let inode = disk.names[name] else {
                throw SpoolFailure(errno: ENOENT, doing: "open", path: name)
            }
            return File(inode, self)
        }

        func create(_ name: String) throws(SpoolFailure) -> any SpoolDiskFile {
            try step()
            if let inode = disk.names[name] {
                inode.cached = []
                inode.pending.append(.truncate(0))
                return File(inode, self)
            }
            let inode = Inode()
            change(.link(name, inode))
            return File(inode, self)
        }

        func rename(_ name: String, to other: String) throws(SpoolFailure) {
            try step()
            guard disk.names[name] != nil else {
                throw SpoolFailure(errno: ENOENT, doing: "rename", path: name)
            }
            change(.rename(name, other))
        }

        func remove(_ name: String) throws(SpoolFailure) {
            try step()
            if disk.names[name] != nil { change(.unlink(name)) }
        }

        func synchronizeNames() throws(SpoolFailure) {
            try step()
            if disk.isBroken { throw SpoolFailure(errno: EIO, doing: "synchronize", path: path) }
            guard !onlyPretends else { return }
            disk.durableNames = disk.names
            disk.pendingNames = []
        }

        private func change(_ change: NameChange) {
            change.apply(to: &disk.names)
            disk.pendingNames.append(change)
        }

        fileprivate final class File: SpoolDiskFile {
            private let inode: Inode
            private let handle: Handle

            init(_ inode: Inode, _ handle: Handle) {
                self.inode = inode
                self.handle = handle
            }

            func size() throws(SpoolFailure) -> Int {
                try handle.step()
                return inode.cached.count
            }

            func read(at offset: Int, count: Int) throws(SpoolFailure) -> [UInt8] {
                try handle.step()
                guard offset >= 0, count >= 0, offset + count <= inode.cached.count else {
                    throw SpoolFailure(errno: EIO, doing: "read", path: handle.path)
                }
                return Array(inode.cached[offset..<(offset + count)])
            }

            func write(_ bytes: [UInt8], at offset: Int) throws(SpoolFailure) {
                let wasDead = handle.isDead
                do throws(SpoolFailure) {
                    try handle.step()
                } catch {
                    // Killed in the middle of the call, the program may have written some of it.
                    if !wasDead { put(Array(bytes.prefix(handle.chance.number(0...bytes.count))), offset) }
                    throw error
                }
                if handle.disk.isBroken { throw SpoolFailure(errno: EIO, doing: "write", path: handle.path) }
                let grows = max(0, offset + bytes.count - inode.cached.count)
                let room = max(0, handle.disk.capacity - handle.disk.used)
                guard grows <= room else {
                    put(Array(bytes.prefix(max(0, bytes.count - (grows - room)))), offset)
                    throw SpoolFailure(errno: ENOSPC, doing: "write", path: handle.path)
                }
                put(bytes, offset)
            }

            private func put(_ bytes: [UInt8], _ offset: Int) {
                let change = Change.write(at: offset, bytes)
                change.apply(to: &inode.cached)
                inode.pending.append(change)
            }

            func truncate(to size: Int) throws(SpoolFailure) {
                try handle.step()
                let change = Change.truncate(size)
                change.apply(to: &inode.cached)
                inode.pending.append(change)
            }

            func synchronize() throws(SpoolFailure) {
                try handle.step()
                if handle.disk.isBroken {
                    throw SpoolFailure(errno: EIO, doing: "synchronize", path: handle.path)
                }
                guard !handle.onlyPretends else { return }
                for change in inode.pending { change.apply(to: &inode.durable) }
                inode.pending = []
            }

            func close() {}
        }
    }
}
