// SPDX-License-Identifier: Apache-2.0
import Practice
import Promises
import Values
import VirtualFleet

/// Arranges that the newcomer meets a list for today that is short and varied: something broken, something at
/// risk on different days, something that cannot be proved. Only what is left undone is arranged; every line
/// comes from what the machines said.
struct HistoryEnding {
    /// Machines nobody sends toner to any more.
    private var leftAlone: [Int] = []
    private var isEnding = false
    private var runsDry: Int?

    /// How long before the present the service desk begins to leave things.
    private static let prepares: Duration = .days(6)
    private static let leftAloneMax = 6
    /// So many lines of each kind stay for the newcomer.
    private static let brokenMax = 1
    private static let atRiskMax = 3
    private static let notProvableMax = 2
    /// Of what other people of the provider promised.
    private static let othersMax = 3

    mutating func prepare(at now: Instant, _ year: CollegeYear) {
        isEnding = now >= year.end - HistoryEnding.prepares
    }

    /// Whether a line is left as it is for the newcomer to meet.
    mutating func leavesAlone(
        _ line: YearOfHistory.OpenLine, _ machine: Int, at now: Instant, _ college: College
    )
        -> Bool
    {
        guard isEnding else { return false }
        if leftAlone.contains(machine) { return true }
        // One that would be dry long before the newcomer comes is looked after as ever.
        guard case .runsDry(_, _, _, let likely, _) = line.supplies, likely > college.year.end,
            leftAlone.count < HistoryEnding.leftAloneMax,
            HistoryEnding.hasOneLine(college.machines.networked[machine])
        else { return false }
        leftAlone.append(machine)
        return true
    }

    /// Only the promise to the whole campus speaks of a machine here, so that it comes up once.
    private static func hasOneLine(_ machine: CollegeMachine) -> Bool {
        [.longLibrary, .science, .arts].contains(machine.building)
    }

    // MARK: - Running dry

    /// One of the machines left alone gets so much to print that it is dry before the present.
    mutating func wishToRunDry(
        at now: Instant, _ fleet: CollegeFleet, _ college: College, _ usage: UsageCalendar
    ) -> (machine: Int, habits: Habits)? {
        let end = college.year.end
        guard runsDry == nil, now >= end - .days(3), let machine = emptiest(of: leftAlone, in: fleet) else {
            return nil
        }
        runsDry = machine
        let printer = fleet.printers[machine]
        guard let habits = HistoryEnding.hurried(printer, from: now, until: end - .hours(15), usage) else {
            return nil
        }
        return (machine, habits)
    }

    private func emptiest(of machines: [Int], in fleet: CollegeFleet) -> Int? {
        machines.min { fleet.printers[$0].markingPercent < fleet.printers[$1].markingPercent }
    }

    /// Habits with which what is left of its emptiest toner is printed in the given time; `nil` when hardly
    /// anybody prints in it.
    private static func hurried(
        _ printer: VirtualPrinter, from start: Instant, until end: Instant, _ usage: UsageCalendar
    ) -> Habits? {
        guard let part = printer.markingPartsByNeed.first else { return nil }
        var share = 0.0
        var hour = start
        while hour < end {
            share += usage.share(of: printer.habits.hours, at: hour)
            hour = hour + .hours(1)
        }
        guard share > 0.03 else { return nil }
        let pagesLeft =
            Double(printer.model.parts[part].lifePages) * Double(printer.leftPercent(ofPart: part) + 1)
        var habits = printer.habits
        let isColor = printer.model.parts[part].colorant.map { $0 != "black" } ?? false
        if isColor { habits.colorPercent = 90 }
        habits.scanPercent = 0
        // Half as much again, for the chance in it.
        let wished = pagesLeft / 100 / share * 1.5
        habits.pagesPerDay = max(habits.pagesPerDay, min(Int(wished), hurriedPagesMax))
        return habits
    }

    /// What people can carry away from one machine in a day.
    private static let hurriedPagesMax = 4_000

    /// How long the newcomer looks around in peace.
    private static let hurriesAfter: Duration = .hours(3)

    // MARK: - The present

    /// The lines that are settled so that the rest is a list and no wall.
    func linesToSettle(_ open: [YearOfHistory.OpenLine], _ college: College) -> [YearOfHistory.OpenLine] {
        var kept: [Verdict: Int] = [:]
        var others = 0
        var machines: Set<Int> = []
        // The silent machine is the better question; it goes before those that never say.
        let sorted = open.sorted { rank($0) < rank($1) }
        return sorted.filter { line in
            guard let machine = line.machine else { return false }
            guard line.line.promiser == college.accountManager.cast() else {
                others += 1
                return others > HistoryEnding.othersMax
            }
            let verdict = line.line.assessment.verdict
            let most =
                switch verdict {
                case .broken: HistoryEnding.brokenMax
                case .atRisk: HistoryEnding.atRiskMax
                default: HistoryEnding.notProvableMax
                }
            guard kept[verdict, default: 0] < most, machines.insert(machine).inserted else { return true }
            kept[verdict, default: 0] += 1
            return false
        }
    }

    private func rank(_ line: YearOfHistory.OpenLine) -> Int {
        if let machine = line.machine, leftAlone.contains(machine) { return 0 }
        switch line.supplies {
        case .machineSilent: return 1
        case .someLeft: return 2
        default: return 3
        }
    }

    /// What happens while the newcomer watches.
    func actsAfterTheEnd(
        _ open: [YearOfHistory.OpenLine], _ fleet: CollegeFleet, _ college: College, _ usage: UsageCalendar
    ) -> [(machine: Int, act: VirtualFleet.Act, at: Instant)] {
        let end = college.year.end
        var acts: [(machine: Int, act: VirtualFleet.Act, at: Instant)] = []
        for (index, machine) in college.machines.networked.enumerated() {
            switch machine.part {
            case .goesSilent: acts.append((index, .silence(until: end + .hours(31)), end + .minutes(12)))
            case .jams: acts.append((index, .jam, end + .minutes(25)))
            default: break
            }
        }
        // One more runs dry after the newcomer has had time to look around.
        let hurry = end + HistoryEnding.hurriesAfter
        let atRisk = open.filter { $0.line.assessment.verdict == .atRisk }.compactMap(\.machine)
        let next = atRisk.filter { fleet.printers[$0].markingPercent > 1 }
        if let machine = emptiest(of: next, in: fleet),
            let habits = HistoryEnding.hurried(
                fleet.printers[machine], from: hurry, until: hurry + .hours(2), usage)
        {
            acts.append((machine, .setHabits(habits), hurry))
        }
        return acts
    }
}
