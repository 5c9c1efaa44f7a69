// SPDX-License-Identifier: Apache-2.0

extension DeedTelling {
    /// What was promised and settled in the course of the year.
    static let settled = [
        DeedTelling(
            .accountManager, .librarian, "I'll bring the quiet tray to the Long Library before the exams.",
            said: "in the reading room, whispering", .autumnExams, due: -4, ahead: 12,
            .kept(hoursBefore: 26, note: "Fitted and tried with Honor. She could hear herself read.")),
        DeedTelling(
            .technicianNorth, .riversideLead, "I'll walk the print hall with you the Friday before exams.",
            said: "at the welcome desk", .autumnExams, due: -3, hour: 16, ahead: 9,
            .kept(hoursBefore: 3, note: "Walked it together. Two tired feed rollers changed on the way.")),
        DeedTelling(
            .serviceDesk, .examinations,
            "Spare toner for the exam papers will be in your cupboard by Wednesday.",
            said: "on the telephone", .autumnExams, due: -5, hour: 13, ahead: 6,
            .kept(hoursBefore: 20, note: "Catríona has signed for two blacks.")),
        DeedTelling(
            .accountManager, .bursar,
            "You'll have the figures on one page before the gates close for Christmas.",
            said: "in the corridor outside the boardroom", .christmas, due: -1, ahead: 14,
            .kept(hoursBefore: 5, note: "One page, both sides. He asked for larger letters next time.")),
        DeedTelling(
            .technicianSouth, .hallDesk, "I'll leave a spare cartridge behind the desk for the holidays.",
            said: "at the hall desk, late", .christmas, due: -1, hour: 18, ahead: 7,
            .kept(hoursBefore: 7, note: "In the grey press, with a label and my number.")),
        DeedTelling(
            .accountManager, .chaplain,
            "The carol sheets will not be held up by us. I'll look in before rehearsal.",
            said: "after evensong", .christmas, due: -9, hour: 12, ahead: 6,
            .late(
                days: 1,
                note: "I was a day late. Josephine had printed them at the registry; I said sorry.")),
        DeedTelling(
            .technicianNorth, .computing,
            "The lab's printer will have its new rollers before teaching starts.",
            said: "in the computing lab", .springStart, due: -3, ahead: 8,
            .kept(hoursBefore: 30, note: "Done; two hundred sheets went through without a crease.")),
        DeedTelling(
            .accountManager, .deanArts, "I'll come and explain the colour pages to the heads in January.",
            said: "over coffee in the dean's office", .springStart, due: 9, hour: 15, ahead: 24,
            .kept(
                hoursBefore: 1,
                note: "Forty minutes, good questions. Ottilie wants the music library's figures.")),
        DeedTelling(
            .serviceDesk, .nurse,
            "I'll ring you every Monday in term until the label printer has behaved for a month.",
            said: "on the telephone", .springStart, due: 30, hour: 12, ahead: 32,
            .kept(hoursBefore: 2, note: "Four Mondays, no trouble. Rosalind says I may stop ringing.")),
        DeedTelling(
            .technicianSouth, .music, "I'll move the copier away from the practice room wall.",
            said: "outside practice room three", .springStart, due: 16, ahead: 9,
            .late(days: 4, note: "Facilities had no trolley until Tuesday. Moved now; the wall is quiet.")),
        DeedTelling(
            .accountManager, .studentUnion,
            "I'll sit at your stall for an hour and listen to anyone who prints.",
            said: "at the union office", .springStart, due: 23, hour: 14, ahead: 13,
            .kept(hoursBefore: 1, note: "Nineteen people. Most asked for double-sided as the default.")),
        DeedTelling(
            .accountManager, .philosophy,
            "You keep your desk printer until the new one on your floor is good.",
            said: "on the third floor of arts, at her desk", .springStart, due: 44, ahead: 40,
            .kept(
                hoursBefore: 50,
                note: "Concepta has used the new one for a fortnight and let the old one go.")),
        DeedTelling(
            .technicianNorth, .conservator,
            "I'll find paper that the map printer takes and that doesn't yellow.",
            said: "in the conservation workshop", .springStart, due: 37, ahead: 21,
            .withdrawn(
                hoursBefore: 60,
                note:
                    "I told Anselm that I was wrong: the fuser would harm it. He will send maps out instead.")
        ),
        DeedTelling(
            .serviceDesk, .examinations,
            "The exam scripts' printer gets a second look on Thursday at the latest.",
            said: "by e-mail, answered the same hour", .springExams, due: -4, hour: 16, ahead: 7,
            .kept(hoursBefore: 22, note: "Meera cleaned it; test pages are with Catríona.")),
        DeedTelling(
            .accountManager, .riversideLead,
            "Every printer in here will start the exams with half its toner or more.",
            said: "in the print hall", .springExams, due: -3, ahead: 10,
            .late(days: 2, note: "One on the second floor was missed. It was changed on the first morning.")),
        DeedTelling(
            .technicianNorth, .librarian, "I'll be in the building at eight on the first exam morning.",
            said: "in the librarian's office", .springExams, due: 0, hour: 9, ahead: 11,
            .kept(hoursBefore: 1, note: "Here at ten to eight. Nothing to do but drink tea.")),
        DeedTelling(
            .technicianSouth, .warden,
            "I'll put a working clock on the print point, so nobody misses a deadline by it.",
            said: "in the warden's office", .springExams, due: -8, ahead: 12,
            .kept(
                hoursBefore: 28, note: "Time set from the network; Patience checked it by the chapel bell.")),
        DeedTelling(
            .accountManager, .registrar,
            "I'll stand at the counter with you on the first morning of enrolment.",
            said: "in the records office", .enrolment, due: 0, hour: 10, ahead: 26,
            .kept(hoursBefore: 1, note: "Eight to one. Three hundred letters, two paper jams, no queue.")),
        DeedTelling(
            .serviceDesk, .admissions,
            "A second drawer of letterhead will be in the copier before enrolment.",
            said: "on the telephone", .enrolment, due: -4, ahead: 9,
            .kept(hoursBefore: 24, note: "Fitted, and the copier asks for it by name.")),
        DeedTelling(
            .technicianSouth, .postRoom,
            "I'll teach both of you to clear a jam without skinning your knuckles.",
            said: "in the post room", .enrolment, due: -6, hour: 15, ahead: 8,
            .kept(hoursBefore: 4, note: "Stanisław now teaches it better than I do.")),
        DeedTelling(
            .accountManager, .itDirector, "You'll hear which addresses we ask, before we ask them.",
            said: "in the IT office", .present, due: -322, ahead: 6,
            .kept(hoursBefore: 30, note: "List sent and agreed; Gearóid has it in the firewall notes.")),
        DeedTelling(
            .accountManager, .provost,
            "I'll tell you myself if something goes wrong, before you hear it elsewhere.",
            said: "in the provost's office, standing", .present, due: -296, ahead: 4,
            .kept(hoursBefore: 3, note: "Rang her about the late trays. She thanked me for ringing.")),
        DeedTelling(
            .serviceDesk, .gardener,
            "A printer that doesn't mind the damp: I'll have an answer in five days.",
            said: "at the door of the grounds hut", .present, due: -270, ahead: 5,
            .kept(hoursBefore: 8, note: "A small one with a cover. Barnaby keeps it beside the seeds.")),
        DeedTelling(
            .technicianNorth, .chemistry, "I'll look at the smell from the copier room this week.",
            said: "in the chemistry prep room", .present, due: -243, ahead: 4,
            .kept(hoursBefore: 26, note: "A tired fuser. Changed; Bernadette says it smells of nothing.")),
        DeedTelling(
            .accountManager, .finance, "The invoice will show each machine's two readings, as you asked.",
            said: "on the telephone with Rajesh", .present, due: -214, ahead: 18,
            .late(days: 6, note: "The first one was wrong and I took it back. The second has them all.")),
        DeedTelling(
            .serviceDesk, .cashier, "I'll have the narrow receipt rolls with you in three days.",
            said: "at the cashier's window", .present, due: -187, hour: 15, ahead: 3,
            .kept(hoursBefore: 27, note: "Twelve rolls. Noreen counted them.")),
        DeedTelling(
            .technicianSouth, .design, "I'll set the plotter's colours against your own print.",
            said: "in the design studio", .present, due: -152, ahead: 9,
            .kept(hoursBefore: 6, note: "Two hours with Hyun-ju. The blues are hers again.")),
        DeedTelling(
            .accountManager, .humanResources,
            "Larger type on the panel for those who need it: I'll arrange it.",
            said: "in human resources, with the door shut", .present, due: -131, ahead: 10,
            .kept(hoursBefore: 50, note: "Three machines set. Siobhán tried one with her glasses off.")),
        DeedTelling(
            .technicianNorth, .stores, "I'll bring back the boxes of old toner that we left in your way.",
            said: "in the science stores", .present, due: -103, ahead: 5,
            .kept(hoursBefore: 20, note: "Eleven boxes gone. Declan can reach his gloves.")),
        DeedTelling(
            .serviceDesk, .practiceManager, "Nobody will change a setting at the clinic in consulting hours.",
            said: "on the telephone", .present, due: -76, hour: 18, ahead: 15,
            .kept(hoursBefore: 2, note: "All three updates were done after six.")),
        DeedTelling(
            .accountManager, .collections,
            "I'll ask whether the scanner can read foolscap, and tell you either way.",
            said: "among the charters", .present, due: -52, ahead: 7,
            .kept(hoursBefore: 29, note: "It can, with the glass. Dervla has the setting on a card.")),
        DeedTelling(
            .technicianSouth, .boxOffice, "The ticket printer gets its own shelf before opening night.",
            said: "in the box office", .present, due: -33, hour: 16, ahead: 9,
            .kept(hoursBefore: 5, note: "Shelf is up. Dara printed the first ticket.")),
        DeedTelling(
            .accountManager, .languages, "I'll send you the names of those who answer your calls.",
            said: "in the languages office", .present, due: -17, ahead: 3,
            .kept(hoursBefore: 21, note: "With photographs, as Mercedes asked.")),
        DeedTelling(
            .technicianNorth, .subjectLibrarian, "I'll show the new students how to print from a telephone.",
            said: "at the subject librarians' desk", .present, due: -9, hour: 13, ahead: 6,
            .kept(hoursBefore: 1, note: "Fourteen came. Yuki wrote it down for the others.")),
    ]

    /// What is open when the story arrives in the present: one overdue, one due today, the rest this week.
    static let open = [
        DeedTelling(
            .accountManager, .history, "I'll find out why your handouts come out grey, and ring you.",
            said: "on the stairs of the Arts Building", .present, due: -1, hour: 12, ahead: 4, .open),
        DeedTelling(
            .accountManager, .librarian,
            "You'll have the dates of our visits for the whole term by this afternoon.",
            said: "in the librarian's office", .present, due: 0, hour: 16, ahead: 5, .open),
        DeedTelling(
            .accountManager, .counsellor,
            "I'll come by before your afternoon appointments and make the printer quieter.",
            said: "in the counselling office, on the way out", .present, due: 1, hour: 13, ahead: 3, .open),
        DeedTelling(
            .accountManager, .studentUnion,
            "I'll bring an answer about double-sided as the default to your council.",
            said: "at the union's table in the print hall", .present, due: 3, hour: 17, ahead: 12, .open),
        DeedTelling(
            .technicianNorth, .biology, "I'll bring the spare drum for the specimen labels.",
            said: "in the specimen store", .present, due: 1, hour: 15, ahead: 4, .open),
        DeedTelling(
            .serviceDesk, .postRoom, "I'll tell you when the van with the paper comes, to the hour.",
            said: "on the telephone", .present, due: 2, hour: 12, ahead: 2, .open),
        DeedTelling(
            .technicianSouth, .networks,
            "You'll have the list of machines on the old closet before you touch it.",
            said: "in front of the network closet in arts", .present, due: 4, hour: 16, ahead: 7, .open),
    ]
}
