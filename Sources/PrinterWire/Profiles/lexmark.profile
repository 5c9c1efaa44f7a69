profile lexmark
make Lexmark

match sysDescr "Lexmark *"
match hrDeviceDescr "Lexmark *"
match deviceID.MFG "Lexmark*"
match sysObjectID 1.3.6.1.4.1.641
device-id 1.3.6.1.4.1.641.2.1.2.1.3.1

model system-description sysDescr
    before " version "
    strip-prefix "Lexmark "
    trust  A
    source "recordings"
    seen   "T640"
    seen   "Infoprint 1130 (under another badge)"
model host-description hrDeviceDescr
    strip-prefix "Lexmark "
    word   first
    trust  B
    source "RFC 2790 hrDeviceDescr, which goes on with the serial number"
firmware system-description sysDescr
    after  " version "
    word   first
    trust  A
    source "recordings"
    seen   "T640"

meter print-total 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 16
    function print
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type"
meter print-mono 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 17
    function print
    color    mono
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type"
meter print-color 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 18
    function print
    color    color
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type"
meter copy-total 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 32
    function copy
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type"
meter copy-mono 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 33
    function copy
    color    mono
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type"
meter copy-color 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 34
    function copy
    color    color
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type"
meter fax-total 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 48
    function fax
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type"
meter old-total 1.3.6.1.4.1.641.2.1.5.1.0
    trust    C
    source   "one list; older models"
