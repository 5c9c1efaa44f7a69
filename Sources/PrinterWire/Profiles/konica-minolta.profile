profile konica-minolta
make "Konica Minolta"

match sysDescr "KONICA MINOLTA *"
match hrDeviceDescr "KONICA MINOLTA *"
match deviceID.MFG "KONICA MINOLTA"
match sysObjectID 1.3.6.1.4.1.18334

model own 1.3.6.1.4.1.18334.1.1.1.1.6.2.1.0
    strip-prefix "KONICA MINOLTA "
    trust  A
    source "recordings: the badge, which the system description does not always tell"
    seen   "Develop ineo+ 280"
model system-description sysDescr
    strip-prefix "KONICA MINOLTA "
    trust  A
    source "recordings"
firmware own 1.3.6.1.4.1.18334.1.1.1.1.6.1.0
    trust  B
    source "recordings"
    seen   "Develop ineo+ 280"

meter total 1.3.6.1.4.1.18334.1.1.1.5.7.2.1.1.0
    unit     impressions
    trust    A
    source   "glpi-agent Konica"
meter copy-mono 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.1.1
    function copy
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent Konica"
meter print-mono 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.1.2
    function print
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent Konica"
meter copy-color 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.2.1
    function copy
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent Konica; full colour, without single and two colours"
meter print-color 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.2.2
    function print
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent Konica; full colour, without single and two colours"
meter scan-total 1.3.6.1.4.1.18334.1.1.1.5.7.2.3.1.5.1
    function scan
    unit     scans
    trust    A
    source   "glpi-agent Konica"
