// SPDX-License-Identifier: Apache-2.0
import Promises

extension Measure {
    /// What is counted and when nobody can tell, as somebody would explain it who made the promise.
    /// docs/reference/measures.md has the whole of it.
    var inPlainWords: String {
        switch self {
        case .supplyEmptyTime:
            "The time in which a machine stood without a supply is added up, for each machine alone. When a machine"
                + " is silent, or only says that some is left, nobody can tell."
        case .availability:
            "The time in which a machine could print, of all the time that counts, for each machine alone. When a"
                + " machine is silent for too long, nobody can tell."
        case .firstHumanAnswer:
            "From each call for help until a person answers; what a machine sends by itself is no answer. A call that"
                + " nobody wrote down as answered counts as not answered."
        case .timeToMend:
            "How long each call for help was open; a call that is reopened goes on where it stopped. A call that"
                + " nobody wrote down as mended counts as not mended."
        case .deliveredBeforeEmpty:
            "How long before it was empty the next supply was there, for each supply. When a machine says no more"
                + " than that some is left, nobody can tell."
        case .heard:
            "The longest time in which nobody heard each of them. A talk that nobody wrote down was not heard for the"
                + " record."
        case .visit:
            "The longest time in which nobody was there, for each place. A visit that nobody wrote down did not happen"
                + " for the record."
        case .distance:
            "The way from each person’s place to the nearest machine they may use. Where nobody has measured it,"
                + " nobody can tell."
        case .pages:
            "Pages a day by the machines’ counters, against the same of the days named. Without a reading near both"
                + " ends nobody can tell."
        case .costPerPage:
            "What was spent on printing, divided by the pages, against the same of the days named. Without the costs"
                + " or the counters nobody can tell."
        case .energy:
            "Energy a day by the machines’ own counters, against the same of the days named. Without a reading near"
                + " both ends nobody can tell."
        case .noticeGiven:
            "How long before a renewal or a new price each of them was told. Notice that nobody wrote down was not"
                + " given for the record."
        case .done: "Whether it was done by then. Without a record it was not done."
        }
    }

    /// What it is about, in a word or two, for choosing it in a list.
    var topic: String {
        switch self {
        case .supplyEmptyTime: "Running out"
        case .availability: "Machines that can print"
        case .firstHumanAnswer: "A person answers"
        case .timeToMend: "Mending"
        case .deliveredBeforeEmpty: "Deliveries in time"
        case .heard: "Being heard"
        case .visit: "Visits"
        case .distance: "The way to a machine"
        case .pages: "Pages printed"
        case .costPerPage: "What a page costs"
        case .energy: "Energy"
        case .noticeGiven: "Notice of changes"
        case .done: "One thing, by a day"
        }
    }

    /// What stands above the list of those it is promised to.
    var subjectsTitle: String {
        switch subject {
        case .machine: "Machine by machine"
        case .person: "Person by person"
        case .place: "Place by place"
        case .whole, .deed: "Line by line"
        }
    }
}
