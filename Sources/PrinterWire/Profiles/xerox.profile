profile xerox
make Xerox

match sysDescr "Xerox *"
match hrDeviceDescr "Xerox *"
match deviceID.MFG "Xerox"
match sysObjectID 1.3.6.1.4.1.253.8.62
device-id 1.3.6.1.4.1.253.8.51.1.2.1.20.1

model system-description sysDescr
    before ";"
    strip-prefix "Xerox "
    trust  A
    source "recordings"
    seen   "AltaLink C8045"
    seen   "Phaser 4600"
    seen   "Color 570"
model device-id deviceID.MDL
    strip-prefix "Xerox "
    trust  A
    source "IEEE 1284 device id; recordings"
    seen   "AltaLink C8045"
firmware system-description sysDescr
    after  ";"
    strip-prefix " "
    before ","
    after  " "
    trust  B
    source "recordings: the first part after the model is the system's software"
    seen   "AltaLink C8045"
    seen   "Phaser 4600"

meter total 1.3.6.1.4.1.253.8.53.13.2.1.6.1.20.1
    unit     impressions
    trust    A
    source   "XEROX-COUNTERS-EXT; glpi-agent Xerox"
meter total-color 1.3.6.1.4.1.253.8.53.13.2.1.6.1.20.33
    color    color
    unit     impressions
    trust    A
    source   "XEROX-COUNTERS-EXT; glpi-agent Xerox"
meter total-mono 1.3.6.1.4.1.253.8.53.13.2.1.6.1.20.34
    color    mono
    unit     impressions
    trust    A
    source   "XEROX-COUNTERS-EXT; glpi-agent Xerox"
meter mono-large 1.3.6.1.4.1.253.8.53.13.2.1.6.1.20.44
    color    mono
    size     large
    unit     impressions
    trust    B
    source   "two pieces of code, as A3 or large"
meter color-large 1.3.6.1.4.1.253.8.53.13.2.1.6.1.20.43
    color    color
    size     large
    unit     impressions
    trust    B
    source   "three pieces of code, as A3 or large"
meter print-mono 1.3.6.1.4.1.253.8.53.13.2.1.6.1.20.7
    function print
    color    mono
    unit     impressions
    trust    B
    source   "one list and another piece of code"
meter print-color 1.3.6.1.4.1.253.8.53.13.2.1.6.1.20.29
    function print
    color    color
    unit     impressions
    trust    B
    source   "one list and another piece of code"
meter copy-mono 1.3.6.1.4.1.253.8.53.13.2.1.6.11.20.3
    function copy
    color    mono
    unit     impressions
    trust    A
    source   "XEROX-COUNTERS-EXT; glpi-agent Xerox and another piece of code"
meter copy-color 1.3.6.1.4.1.253.8.53.13.2.1.6.11.20.25
    function copy
    color    color
    unit     impressions
    trust    A
    source   "XEROX-COUNTERS-EXT; glpi-agent Xerox and another piece of code"
meter fax-total 1.3.6.1.4.1.253.8.53.13.2.1.6.1.20.71
    function fax
    unit     impressions
    trust    C
    source   "one list"
meter scan-total 1.3.6.1.4.1.253.8.53.13.2.1.6.10.20.11 +? 1.3.6.1.4.1.253.8.53.13.2.1.6.10.20.12
    function scan
    unit     scans
    trust    B
    source   "glpi-agent Xerox and another piece of code: scans sent by mail and scans kept on the network"

supply-serial behind-name
    after  "_S/N_:"
    trust  A
    source "recordings over IPP"
    seen   "Xerox B210"
