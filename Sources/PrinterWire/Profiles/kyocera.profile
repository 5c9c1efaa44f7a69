profile kyocera
make Kyocera

match sysDescr "KYOCERA *"
match hrDeviceDescr "KYOCERA *"
match hrDeviceDescr "ECOSYS *"
match hrDeviceDescr "TASKalfa *"
match deviceID.MFG "KYOCERA*"
match sysObjectID 1.3.6.1.4.1.1347.41
device-id 1.3.6.1.4.1.1347.40.1.1.1.8.1

model own 1.3.6.1.4.1.1347.43.5.1.1.1.1
    strip-prefix "KYOCERA "
    trust  A
    source "recordings"
    seen   "FS-1028MFP"
    seen   "ECOSYS P2040dw"
model host-description hrDeviceDescr
    strip-prefix "KYOCERA "
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
serial own 1.3.6.1.4.1.1347.43.5.1.1.28.1
    trust  A
    source "glpi-agent Hardware.pm; recordings, where it equals prtGeneralSerialNumber"
    seen   "FS-1028MFP"
    seen   "ECOSYS P2040dw"
firmware own 1.3.6.1.4.1.1347.43.5.4.1.5.1.1
    trust  A
    source "recordings"
    seen   "FS-1028MFP"

meter total 1.3.6.1.4.1.1347.43.10.1.1.12.1.1
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm; on an ECOSYS P2040dw it stood 1 % below prtMarkerLifeCount, so it counts otherwise"
meter print-total 1.3.6.1.4.1.1347.42.3.1.1.1.1.1
    function print
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm"
meter copy-total 1.3.6.1.4.1.1347.42.3.1.1.1.1.2
    function copy
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm"
meter fax-total 1.3.6.1.4.1.1347.42.3.1.1.1.1.4
    function fax
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm"
meter print-mono 1.3.6.1.4.1.1347.42.3.1.2.1.1.1.1
    function print
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm"
meter print-color 1.3.6.1.4.1.1347.42.3.1.2.1.1.1.3
    function print
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm"
meter copy-mono 1.3.6.1.4.1.1347.42.3.1.2.1.1.2.1
    function copy
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm"
meter copy-color 1.3.6.1.4.1.1347.42.3.1.2.1.1.2.3
    function copy
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm"
meter scan-total 1.3.6.1.4.1.1347.46.10.1.1.5.3
    function scan
    unit     scans
    trust    A
    source   "glpi-agent Hardware.pm"

part-number description-itself
    like   "TK-#*"
    trust  A
    source "recordings"
    seen   "ECOSYS P2040dw"
    seen   "FS-4 series with TK-3130"
