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
meter copy-total 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.4.1.4
    function copy
    unit     impressions
    trust    B
    source   "two pieces of code; FusionInventory"
meter fax-total 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.7.1.4
    function fax
    unit     impressions
    trust    B
    source   "two pieces of code; FusionInventory"
