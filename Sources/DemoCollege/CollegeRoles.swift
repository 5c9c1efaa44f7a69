// SPDX-License-Identifier: Apache-2.0

/// Someone the story speaks of.
struct Role {
    /// What the story calls them, whatever their name.
    let key: Key
    let given: String
    let family: String
    let role: String
    let building: Building
    let room: String
    /// The last digits of their telephone.
    let phone: Int

    enum Key: String, CaseIterable {
        case provost, bursar, registrar, itDirector, networks, librarian, riversideLead, subjectLibrarian
        case collections, conservator, admissions, examinations, records, postRoom, cashier, finance
        case humanResources, deanArts, languages, history, music, boxOffice, design, philosophy
        case headScience, chemistry, biology, physics, computing, stores, drawing, chaplain, choir
        case warden, hallDesk, studentUnion, practiceManager, nurse, counsellor, gardener
    }

    private init(
        _ key: Key, _ given: String, _ family: String, _ role: String, _ building: Building, _ room: String,
        _ phone: Int
    ) {
        self.key = key
        self.given = given
        self.family = family
        self.role = role
        self.building = building
        self.room = room
        self.phone = phone
    }

    /// The forty of the college.
    static let all = [
        Role(.provost, "Marguerite", "Fennelly", "Provost", .registry, "Provost's office", 100),
        Role(.bursar, "Ruairí", "Stack", "Bursar", .registry, "Bursar's office", 104),
        Role(.registrar, "Ifeyinwa", "Onyekachi", "Registrar", .registry, "Records", 110),
        Role(.itDirector, "Samira", "Haidari", "Director of IT", .science, "IT office", 200),
        Role(.networks, "Gearóid", "Lynam", "Networks and server room", .science, "Server room", 203),
        Role(
            .librarian, "Honor", "Delahunty", "College Librarian", .longLibrary, "Librarian's office", 300),
        Role(
            .riversideLead, "Emeka", "Larkin", "Riverside Library lead", .riversideLibrary, "Welcome desk",
            310),
        Role(
            .subjectLibrarian, "Yuki", "Tanabe", "Subject librarian, health sciences", .riversideLibrary,
            "Subject librarians", 314),
        Role(
            .collections, "Dervla", "Quinlivan", "Keeper of special collections", .longLibrary,
            "Special collections", 321),
        Role(
            .conservator, "Anselm", "Vogt", "Book and paper conservator", .longLibrary,
            "Conservation workshop", 324),
        Role(.admissions, "Blessing", "Amadi", "Head of admissions", .registry, "Admissions", 120),
        Role(.examinations, "Catríona", "Mulvihill", "Examinations officer", .registry, "Examinations", 124),
        Role(.records, "Jerome", "Tierney", "Records clerk", .registry, "Student counter", 127),
        Role(.postRoom, "Stanisław", "Pietrzak", "Post room and copying", .registry, "Post room", 131),
        Role(.cashier, "Noreen", "Gilligan", "Cashier", .registry, "Cashier", 133),
        Role(.finance, "Rajesh", "Venkataraman", "Head of finance", .registry, "Finance", 140),
        Role(
            .humanResources, "Siobhán", "Kettle", "Human resources partner", .registry, "Human resources", 145
        ),
        Role(.deanArts, "Leopold", "Achebe-Ryan", "Dean of arts", .arts, "Dean's office", 400),
        Role(.languages, "Mercedes", "Olmedo", "Languages office", .arts, "Languages office", 404),
        Role(.history, "Fintan", "Hegarty", "Lecturer in history", .arts, "History office", 411),
        Role(.music, "Ottilie", "Brandt", "Head of music", .arts, "Music office", 418),
        Role(.boxOffice, "Dara", "Nkosi", "Box office and events", .arts, "Box office", 421),
        Role(.design, "Hyun-ju", "Baek", "Design studio technician", .arts, "Design studio", 427),
        Role(.philosophy, "Concepta", "Whyte", "Philosophy office", .arts, "Philosophy office", 433),
        Role(.headScience, "Abdulrahman", "Siddiq", "Head of science", .science, "Reception", 210),
        Role(
            .chemistry, "Bernadette", "Coyne", "Chemistry lab manager", .science, "Chemistry teaching lab",
            215),
        Role(.biology, "Thandiwe", "Mokoena", "Biology lab manager", .science, "Biology teaching lab", 219),
        Role(.physics, "Cormac", "Ó Flatharta", "Physics technician", .science, "Physics teaching lab", 224),
        Role(.computing, "Lucía", "Barrientos", "Computing lab demonstrator", .science, "Computing lab", 228),
        Role(.stores, "Declan", "Purtill", "Science stores", .science, "Stores", 231),
        Role(.drawing, "Grażyna", "Malec", "Drawing office", .science, "Drawing office", 236),
        Role(.chaplain, "Josephine", "Tuite", "Chaplain", .chapelOffice, "Chaplain's office", 500),
        Role(.choir, "Aurelio", "Benedetti", "Director of the choir", .chapelOffice, "Choir library", 503),
        Role(.warden, "Patience", "Gyamfi", "Warden of Weir Hall", .weirHall, "Warden's office", 600),
        Role(.hallDesk, "Keelan", "Moriarty", "Hall desk, evenings", .weirHall, "Hall desk", 602),
        Role(
            .studentUnion, "Zara", "Malik-Doyle", "Students' union president", .riversideLibrary,
            "Print hall",
            610),
        Role(
            .practiceManager, "Philomena", "Sugrue", "Practice manager", .clinic, "Practice manager", 700),
        Role(.nurse, "Rosalind", "Abara", "Lead nurse", .clinic, "Nurses' station", 704),
        Role(.counsellor, "Tomás", "Villanueva", "Counsellor", .clinic, "Counselling office", 708),
        Role(.gardener, "Barnaby", "Teague", "Head gardener", .groundsHut, "Head gardener's office", 800),
    ]
}

/// The provider's people who look after the college.
struct ProviderRole {
    let key: Key
    let given: String
    let family: String
    let role: String
    let phone: Int

    enum Key: String, CaseIterable { case accountManager, serviceDesk, technicianNorth, technicianSouth }

    static let all = [
        ProviderRole(
            key: .accountManager, given: "Nuala", family: "Adeyemi", role: "Account manager", phone: 11),
        ProviderRole(
            key: .serviceDesk, given: "Wojciech", family: "Brophy", role: "Service desk", phone: 20),
        ProviderRole(
            key: .technicianNorth, given: "Meera", family: "Sundaram",
            role: "Technician: libraries, science, clinic", phone: 31),
        ProviderRole(
            key: .technicianSouth, given: "Pádraic", family: "Heneghan",
            role: "Technician: arts, registry, Weir Hall", phone: 32),
    ]
}
