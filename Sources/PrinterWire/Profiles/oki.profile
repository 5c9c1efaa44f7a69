profile oki
make OKI

match sysDescr "OKI *"
match hrDeviceDescr "OKI *"
match deviceID.MFG "OKI*"
match sysObjectID 1.3.6.1.4.1.2001.1

model print-server sysDescr
    after  "Attached to "
    before " Rev."
    trust  A
    source "recordings"
    seen   "MC873"
    seen   "MC342"
model host-description hrDeviceDescr
    strip-prefix "OKI "
    trust  B
    source "RFC 2790 hrDeviceDescr"
firmware print-server sysDescr
    after  "Attached to "
    after  " Rev."
    before " "
    trust  A
    source "recordings"
    seen   "MC873"
    seen   "MC342"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial own 1.3.6.1.4.1.2001.1.1.1.1.11.1.10.45.0
    trust  A
    source "glpi-agent"

meter total-color 1.3.6.1.4.1.2001.1.1.1.1.11.1.10.170.1.6.1
    color    color
    unit     impressions
    trust    B
    source   "two pieces of code"
meter total-mono 1.3.6.1.4.1.2001.1.1.1.1.11.1.10.170.1.7.1
    color    mono
    unit     impressions
    trust    B
    source   "two pieces of code"
meter copy-total 1.3.6.1.4.1.2001.1.1.1.1.11.1.10.170.1.17.1
    function copy
    unit     impressions
    trust    C
    source   "two lists, against a third that has row 3 for black copies"
meter print-total 1.3.6.1.4.1.2001.1.1.1.1.11.1.10.170.1.21.1
    function print
    unit     impressions
    trust    C
    source   "two lists with different rows"

# Badges of Toshiba TEC's answer in Toshiba's counters.
meter toshiba-total 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.2.1.4
    unit     impressions
    trust    B
    source   "two pieces of code, of an MC780"
meter toshiba-mono 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.2.1.3
    color    mono
    unit     impressions
    trust    B
    source   "two pieces of code, of an MC780"
meter toshiba-color 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.2.1.1 + 1.3.6.1.4.1.1129.2.3.50.1.3.21.6.1.2.1.2
    color    color
    unit     impressions
    trust    B
    source   "two pieces of code, of an MC780"
