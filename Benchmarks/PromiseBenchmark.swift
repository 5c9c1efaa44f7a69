// SPDX-License-Identifier: Apache-2.0
import Promises
import Values

/// Standing promises over a fleet: assessing all of them, what one new reading costs, and the same through the
/// practice with one promise over many machines. Three sizes, to see that cost grows no faster than the work.
func measurePromises(_ arguments: Set<String>) async throws {
    func wanted(_ part: String) -> Bool {
        arguments.isEmpty || arguments.contains("promises") || arguments.contains("promises-\(part)")
    }
    if wanted("assessing") { measureAssessing() }
    if wanted("practice") {
        try await Bench.onEachEngine { bench in try await measureOnePromiseOverMany(bench) }
    }
}

/// On each machine so many promises.
private let promisesPerDevice = 10

private func measureAssessing() {
    let most = asked("GOODWORD_BENCH_PROMISES", otherwise: 1_000_000)
    let costs = sizes(upTo: most).map { measureAssessing(devices: max(1, $0 / promisesPerDevice)) }
    guard let first = costs.first, let last = costs.last else { return }
    row(
        "promises: growth of assessing one, from \(most / 100) promises to \(most)",
        rounded(last.one / first.one, digits: 2), "times")
    row(
        "promises: growth of one new reading, from \(most / 100) promises to \(most)",
        rounded(last.reading / first.reading, digits: 2), "times")
}

/// - Returns: what assessing one promise costs when all are, and what one new reading costs, in microseconds.
private func measureAssessing(devices: Int) -> (one: Double, reading: Double) {
    let count = devices * promisesPerDevice
    let began = Instant(unixSeconds: 1_790_812_800)
    let now = began + .days(14)
    let hours = officeHours(around: now)
    var index = PromiseIndex()
    var promises: [WrittenPromise] = []
    promises.reserveCapacity(count)
    for device in 0..<devices {
        for number in 0..<promisesPerDevice {
            promises.append(promise(number, device: "d\(device)", made: began))
            index.add(promises[promises.count - 1])
        }
    }
    let clock = ContinuousClock()
    var kept = 0
    let all = clock.measure {
        for device in 0..<devices {
            let book = EvidenceBook(readings(of: "d\(device)", from: began))
            for number in 0..<promisesPerDevice {
                let promise = promises[device * promisesPerDevice + number]
                if assess(promise, book, asOf: now, hours: hours).verdict == .onTrack { kept += 1 }
            }
        }
    }
    let figure = "\(count) promises, \(devices) machines"
    row(
        "promises: assessing all, \(figure)", rounded(perSecond(count, all)),
        "promises/s, \(rounded(seconds(all), digits: 1)) s in all, \(kept) on track, \(residentMegabytes()) MB"
    )

    let samples = 2_000
    var touched = 0
    let one = clock.measure {
        for sample in 0..<samples {
            let device = sample * 7_919 % devices
            let reading = Evidence(
                id: "new", at: now, fact: .supplyLevel(device: "d\(device)", supply: "black", .percent(0)))
            let book = EvidenceBook(readings(of: "d\(device)", from: began) + [reading])
            for number in index.touched(by: reading) {
                touched += 1
                _ = assess(promises[number], book, asOf: now, hours: hours)
            }
        }
    }
    let each = 1_000_000 / perSecond(samples, one)
    row(
        "promises: one new reading, \(figure)", rounded(each),
        "µs, \(rounded(Double(touched) / Double(samples), digits: 1)) promises touched")
    return (1_000_000 / perSecond(count, all), each)
}

private func officeHours(around now: Instant) -> CustomerHours {
    let day = [WorkingCalendar.Hours(startMinute: 540, endMinute: 1_020)]
    let week = Dictionary(
        uniqueKeysWithValues: [Weekday.monday, .tuesday, .wednesday, .thursday, .friday].map { ($0, day) })
    return CustomerHours(
        WrittenCalendar(name: "office", zone: "UTC", week: week), zone: .utc, around: now)
}

/// Two weeks of daily readings.
private func readings(of device: String, from began: Instant) -> [Evidence] {
    (0..<15).map { day in
        Evidence(
            id: "\(device)-\(day)", at: began + .days(day) - .hours(1),
            fact: .supplyLevel(device: device, supply: "black", .percent(80 - day)))
    }
}

private func promise(_ number: Int, device: String, made: Instant) -> WrittenPromise {
    let measures: [(Measure, Target)] = [
        (.supplyEmptyTime, .time(Span(2, .workingHour))),
        (.availability, .share(PartsPerMillion(percent: 99))),
        (.deliveredBeforeEmpty, .time(Span(2, .day))), (.firstHumanAnswer, .time(Span(4, .workingHour))),
        (.timeToMend, .time(Span(8, .workingHour))),
    ]
    let (measure, target) = measures[number % measures.count]
    return WrittenPromise(
        name: "\(device)-\(number)", promiser: "ines", words: "words", made: made,
        terms: Terms(
            to: .machine(device), measure: measure, target: target,
            period: number < measures.count ? .month : .rolling(days: 30), hours: "office"))
}
