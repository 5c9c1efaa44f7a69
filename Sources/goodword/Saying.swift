// SPDX-License-Identifier: Apache-2.0
import Foundation
import Values

/// Says a sentence to the person at the terminal; data goes to stdout, sentences go here.
func say(_ sentence: String) {
    FileHandle.standardError.write(Data((sentence + "\n").utf8))
}

/// Says something that takes the place of what was last said so: a line of progress on a terminal.
func sayInPlace(_ sentence: String) {
    FileHandle.standardError.write(Data(("\r\u{1B}[K" + sentence).utf8))
}
