profile toshiba-tec
make "Toshiba TEC"

match sysDescr "TOSHIBA e-STUDIO*"
match sysDescr "TOSHIBA TEC *"
match hrDeviceDescr "TOSHIBA e-STUDIO*"
match deviceID.MFG "TOSHIBA*"
match sysObjectID 1.3.6.1.4.1.1129.2.3
match sysObjectID 1.3.6.1.4.1.1129.1.2

model host-description hrDeviceDescr
    strip-prefix "TOSHIBA "
    strip-prefix "TEC "
    trust  B
    source "RFC 2790 hrDeviceDescr"
model system-description sysDescr
    strip-prefix "TOSHIBA "
    strip-prefix "TEC "
    trust  A
    source "recordings"
    seen   "e-STUDIO2505AC"
    seen   "B-EV4"

meter total 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.2.1.4
    unit     impressions
    trust    B
    source   "two pieces of code; FusionInventory"
meter total-mono 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.2.1.3
    color    mono
    unit     impressions
    trust    B
    source   "two pieces of code; FusionInventory"
meter total-color 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.2.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.2.1.2
    color    color
    unit     impressions
    trust    B
    source   "two pieces of code; full colour and two colours together"
meter print-total 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.3.1.4
    function print
    unit     impressions
    trust    B
    source   "two pieces of code; FusionInventory"
meter print-mono 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.3.1.3
    function print
    color    mono
    unit     impressions
    trust    B
    source   "the same columns in every category, by three pieces of code"
meter print-color 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.3.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.3.1.2
    function print
    color    color
    unit     impressions
    trust    B
    source   "the same columns in every category, by three pieces of code"
meter copy-total 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.4.1.4
    function copy
    unit     impressions
    trust    B
    source   "two pieces of code; FusionInventory"
meter copy-mono 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.4.1.3
    function copy
    color    mono
    unit     impressions
    trust    B
    source   "the same columns in every category, by three pieces of code"
meter copy-color 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.4.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.4.1.2
    function copy
    color    color
    unit     impressions
    trust    B
    source   "the same columns in every category, by three pieces of code"
meter fax-total 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.7.1.4
    function fax
    unit     impressions
    trust    B
    source   "two pieces of code; FusionInventory"
meter fax-mono 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.7.1.3
    function fax
    color    mono
    unit     impressions
    trust    B
    source   "the same columns in every category, by three pieces of code"
# Large paper is A3 and ledger; some controllers count a large side twice here.
meter all-mono-large 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.207.1.3
    color    mono
    size     large
    unit     impressions
    trust    B
    source   "three pieces of code"
meter all-color-large 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.207.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.207.1.2
    color    color
    size     large
    unit     impressions
    trust    B
    source   "three pieces of code"
meter print-mono-large 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.209.1.3
    function print
    color    mono
    size     large
    unit     impressions
    trust    B
    source   "three pieces of code"
meter print-color-large 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.209.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.209.1.2
    function print
    color    color
    size     large
    unit     impressions
    trust    B
    source   "three pieces of code"
meter copy-mono-large 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.211.1.3
    function copy
    color    mono
    size     large
    unit     impressions
    trust    B
    source   "three pieces of code"
meter copy-color-large 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.211.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.211.1.2
    function copy
    color    color
    size     large
    unit     impressions
    trust    B
    source   "three pieces of code"
meter all-mono-small 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.208.1.3
    color    mono
    size     small
    unit     impressions
    trust    B
    source   "three pieces of code"
meter all-color-small 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.208.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.208.1.2
    color    color
    size     small
    unit     impressions
    trust    B
    source   "three pieces of code"
meter print-mono-small 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.210.1.3
    function print
    color    mono
    size     small
    unit     impressions
    trust    B
    source   "three pieces of code"
meter print-color-small 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.210.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.210.1.2
    function print
    color    color
    size     small
    unit     impressions
    trust    B
    source   "three pieces of code"
meter copy-mono-small 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.212.1.3
    function copy
    color    mono
    size     small
    unit     impressions
    trust    B
    source   "three pieces of code"
meter copy-color-small 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.212.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.212.1.2
    function copy
    color    color
    size     small
    unit     impressions
    trust    B
    source   "three pieces of code"
meter scan-large 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.219.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.219.1.2 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.219.1.3
    function scan
    size     large
    unit     scans
    trust    B
    source   "two pieces of code: scans to the network"
meter scan-small 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.220.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.220.1.2 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.220.1.3
    function scan
    size     small
    unit     scans
    trust    B
    source   "two pieces of code: scans to the network"
