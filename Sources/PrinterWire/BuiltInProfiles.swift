// SPDX-License-Identifier: Apache-2.0

extension Profile {
    /// The profiles that come with the product, the base first; each is a file in `Profiles/`.
    public static let builtIn: [Profile] = builtInTexts.compactMap { parse($0.bytes).profile }

    /// The files as they stand in the binary.
    static let builtInTexts: [(file: String, bytes: [UInt8])] = [
        ("printer-mib", PackageResources.printer_mib_profile),
        ("brother", PackageResources.brother_profile),
        ("canon", PackageResources.canon_profile),
        ("dell", PackageResources.dell_profile),
        ("develop", PackageResources.develop_profile),
        ("epson", PackageResources.epson_profile),
        ("epson-scanner", PackageResources.epson_scanner_profile),
        ("fujifilm", PackageResources.fujifilm_profile),
        ("gestetner", PackageResources.gestetner_profile),
        ("hp", PackageResources.hp_profile),
        ("konica-minolta", PackageResources.konica_minolta_profile),
        ("kyocera", PackageResources.kyocera_profile),
        ("lanier", PackageResources.lanier_profile),
        ("lexmark", PackageResources.lexmark_profile),
        ("nrg", PackageResources.nrg_profile),
        ("oki", PackageResources.oki_profile),
        ("pantum", PackageResources.pantum_profile),
        ("ricoh", PackageResources.ricoh_profile),
        ("samsung", PackageResources.samsung_profile),
        ("savin", PackageResources.savin_profile),
        ("sharp", PackageResources.sharp_profile),
        ("toshiba-tec", PackageResources.toshiba_tec_profile),
        ("tsc", PackageResources.tsc_profile),
        ("utax", PackageResources.utax_profile),
        ("xerox", PackageResources.xerox_profile),
        ("zebra", PackageResources.zebra_profile),
    ]
}
