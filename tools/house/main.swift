// SPDX-License-Identifier: Apache-2.0
// The check of Tests/HouseTests as a program: house [ROOT] prints what is wrong and ends with 1 if anything is.
import Foundation

let tree = HouseTree(root: URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? "."))
let (findings, serials) = tree.findings()
for finding in findings { print(finding) }
if serials == nil {
    print("SKIPPED: serial numbers of the recordings; ../shared/recordings is not here.")
}
print("\(tree.paths.count) files read, \(findings.count) findings.")
exit(findings.isEmpty ? 0 : 1)
