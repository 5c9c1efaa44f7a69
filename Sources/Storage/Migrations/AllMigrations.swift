// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Every step from an empty database to what this program reads and writes.
    public static let all: [Migration] = [
        peopleAndPlaces, devicesAndReadings, promises, collectors, ledger, terms, accounts, conversations,
        oneMechanism, knowingPeople, walks,
    ]
}
