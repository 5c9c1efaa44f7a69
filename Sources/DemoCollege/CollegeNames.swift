// SPDX-License-Identifier: Apache-2.0

/// Given and family names that go together, of people who may meet at a college; every pairing is invented.
struct NameStock {
    let given: [String]
    let family: [String]
    /// How many of a hundred people have a name from here.
    let percent: Int

    static let all = [
        NameStock(
            given: [
                "Aisling", "Bríd", "Caoimhe", "Cian", "Ciara", "Colm", "Darragh", "Deirdre", "Eimear", "Eoin",
                "Fergal", "Fiadh", "Fionn", "Gráinne", "Iarla", "Laoise", "Lorcan", "Maeve", "Malachy",
                "Muireann", "Naoise", "Oisín", "Órla", "Proinsias", "Ríona", "Ronan", "Sadhbh", "Seán",
                "Síle", "Tadhg", "Úna", "Conall",
            ],
            family: [
                "Boylan", "Breathnach", "Cassidy", "Cullinane", "Deasy", "Devaney", "Fahy", "Gilhooly",
                "Hanratty", "Kilbride", "Lacey", "Mac Aodha", "McEntee", "Mulcahy", "Nic Eoin", "Ó Dálaigh",
                "O'Shaughnessy", "Quigley", "Rafter", "Scanlon", "Tuohy", "Ní Mhurchú", "Geraghty", "Looney",
            ], percent: 46),
        NameStock(
            given: [
                "Alice", "Arthur", "Beatrice", "Callum", "Charlotte", "Daniel", "Edith", "Frances", "George",
                "Hannah", "Harriet", "Isaac", "Joel", "Laura", "Lewis", "Miriam", "Naomi", "Oliver", "Rachel",
                "Robert", "Ruth", "Samuel", "Thea", "William",
            ],
            family: [
                "Ashworth", "Barclay", "Crosbie", "Dunlop", "Eastwood", "Fairley", "Gamble", "Hargreaves",
                "Irvine", "Jardine", "Lockhart", "Merriman", "Napier", "Orchard", "Pettigrew", "Rowntree",
                "Salter", "Thorne", "Underhill", "Wetherby",
            ], percent: 14),
        NameStock(
            given: [
                "Agnieszka", "Andrii", "Bartosz", "Danylo", "Ewa", "Halyna", "Ilinca", "Jakub", "Kateryna",
                "Kinga", "Łukasz", "Magdalena", "Marius", "Oksana", "Piotr", "Radu", "Rasa", "Taras",
                "Vytautas", "Zofia",
            ],
            family: [
                "Balčiūnas", "Chmielewski", "Dąbek", "Havryliuk", "Ionescu", "Kowalczuk", "Lis", "Marchenko",
                "Nowicka", "Ostapenko", "Petrauskas", "Popa", "Rusu", "Sobczak", "Tkachuk", "Wrona",
            ], percent: 12),
        NameStock(
            given: [
                "Adaeze", "Babatunde", "Chidi", "Efua", "Folake", "Ifeoma", "Kofi", "Kwame", "Nana", "Ngozi",
                "Obinna", "Sefa", "Tendai", "Tolu", "Uche", "Wanjiru", "Yaw", "Zanele",
            ],
            family: [
                "Abiola", "Acheampong", "Banda", "Chukwu", "Dlamini", "Eze", "Kamau", "Mensah", "Moyo",
                "Nwosu", "Obi", "Odhiambo", "Osei", "Tembo", "Umeh",
            ], percent: 9),
        NameStock(
            given: [
                "Aarav", "Anjali", "Arif", "Ayesha", "Divya", "Farhan", "Imran", "Ishaan", "Kavya", "Lakshmi",
                "Nadia", "Priya", "Rahul", "Rohan", "Sana", "Shreya", "Tariq", "Vikram",
            ],
            family: [
                "Agarwal", "Bhatt", "Chaudhry", "Das", "Fernando", "Ghosh", "Iyer", "Kapoor", "Khan",
                "Mathew", "Nair", "Pillai", "Qureshi", "Rao", "Siddiqui", "Thapa",
            ], percent: 9),
        NameStock(
            given: [
                "An", "Bo-ra", "Chen", "Duc", "Haruka", "Hui", "Jia", "Kenji", "Linh", "Mei", "Min-jun",
                "Quang", "Siti", "Thuy", "Wei", "Xin", "Yuki", "Zhen",
            ],
            family: [
                "Cheung", "Dang", "Fukuda", "Han", "Ishii", "Kwok", "Lim", "Luo", "Morita", "Nguyen", "Pham",
                "Rahman", "Seo", "Tan", "Vo", "Wong", "Xu", "Zhao",
            ], percent: 5),
        NameStock(
            given: [
                "Amal", "Bruna", "Camila", "Dario", "Elif", "Farid", "Gabriela", "Hassan", "Inés", "João",
                "Karim", "Leila", "Mateus", "Nour", "Paula", "Rui", "Salma", "Thiago", "Yasmin", "Zeynep",
            ],
            family: [
                "Aydın", "Bensalem", "Cardoso", "Duarte", "El-Amin", "Figueroa", "Haddad", "Kaya", "Moreira",
                "Nascimento", "Ortega", "Peixoto", "Quiroga", "Saleh", "Teixeira", "Yıldız",
            ], percent: 5),
    ]

    /// A name of chance from the stock that chance chooses.
    static func name(_ chance: inout SeededChance) -> (given: String, family: String) {
        var share = chance.number(below: all.reduce(0) { $0 + $1.percent })
        for stock in all {
            share -= stock.percent
            guard share < 0 else { continue }
            return (chance.pick(stock.given) ?? "", chance.pick(stock.family) ?? "")
        }
        return ("", "")
    }
}

/// The name in the letters that every mail system carries: `Ríona Ó Dálaigh` becomes `riona.odalaigh`.
func mailName(given: String, family: String) -> String {
    func folded(_ text: String) -> String {
        String(
            text.lowercased().unicodeScalars.compactMap { scalar -> Character? in
                if ("a"..."z").contains(scalar) { return Character(scalar) }
                return plainLetters[scalar]
            })
    }
    return "\(folded(given)).\(folded(family))"
}

private let plainLetters: [Unicode.Scalar: Character] = [
    "á": "a", "à": "a", "â": "a", "ã": "a", "ą": "a", "ă": "a", "é": "e", "è": "e", "ê": "e", "ę": "e",
    "ė": "e", "í": "i", "î": "i", "ı": "i", "į": "i", "ó": "o", "ò": "o", "ô": "o", "õ": "o", "ö": "o",
    "ú": "u", "ù": "u", "ü": "u", "ū": "u", "ų": "u", "ć": "c", "ç": "c", "č": "c", "ł": "l", "ñ": "n",
    "ń": "n", "ś": "s", "š": "s", "ş": "s", "ț": "t", "ź": "z", "ż": "z", "ž": "z", "ğ": "g", "đ": "d",
]
