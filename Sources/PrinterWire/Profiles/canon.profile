profile canon
make Canon

match sysDescr "Canon MF*"
match sysDescr "Canon LBP*"
match sysDescr "Canon iR*"
match sysDescr "Canon TM-*"
match sysDescr "Canon * /P"
match hrDeviceDescr "Canon *"
# over IPP a MF720C calls itself CNMF720C Series
match hrDeviceDescr "CNMF#*"
match deviceID.MFG "Canon"
match sysObjectID 1.3.6.1.4.1.1602.4
not-printer sysDescr "*Network Camera*"

model own 1.3.6.1.4.1.1602.1.1.1.1.0
    strip-prefix "Canon "
    trust  A
    source "recordings"
    seen   "TM-5300"
model host-description hrDeviceDescr
    strip-prefix "Canon "
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
model system-description sysDescr
    strip-prefix "Canon "
    strip-suffix " /P"
    trust  A
    source "recordings"
    seen   "TM-5300"
    seen   "D1180/MF6680"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial own 1.3.6.1.4.1.1602.1.2.1.4.0
    trust  A
    source "glpi-agent Canon"
serial own-newer 1.3.6.1.4.1.1602.1.2.1.8.1.3.1.1
    trust  A
    source "glpi-agent Canon"
firmware own 1.3.6.1.4.1.1602.1.1.1.4.0
    trust  B
    source "recordings"
    seen   "TM-5300"

# The numbers of the counters are those of the panel's counter check. What 101 counts is in dispute: most call it
# Total 1, as the panel does, and one project files it under copies; no recording has it. Until a walk beside a
# panel decides, nobody is billed by it: the standard's counter and the counters named below are there.
meter total 1.3.6.1.4.1.1602.1.11.1.3.1.4.101
    unit     impressions
    trust    C
    source   "Total 1 in five pieces of code and on the panel of an iR-ADV C5235, against glpi-agent, which files it under copies"
meter mono-large 1.3.6.1.4.1.1602.1.11.1.3.1.4.112
    color    mono
    size     large
    unit     impressions
    trust    B
    source   "Total (Black/Large): four pieces of code"
meter mono-small 1.3.6.1.4.1.1602.1.11.1.3.1.4.113
    color    mono
    size     small
    unit     impressions
    trust    B
    source   "Total (Black/Small): four pieces of code"
meter color-large 1.3.6.1.4.1.1602.1.11.1.3.1.4.122
    color    color
    size     large
    unit     impressions
    trust    B
    source   "Total (Full Color + Single Color/Large): four pieces of code"
meter color-small 1.3.6.1.4.1.1602.1.11.1.3.1.4.123
    color    color
    size     small
    unit     impressions
    trust    B
    source   "Total (Full Color + Single Color/Small): four pieces of code"
meter print-total 1.3.6.1.4.1.1602.1.11.1.3.1.4.301
    function print
    unit     impressions
    trust    B
    source   "Print (Total 1): glpi-agent Canon and another piece of code"
meter total-mono 1.3.6.1.4.1.1602.1.11.1.3.1.4.108
    color    mono
    unit     impressions
    trust    C
    source   "Total (Black 1): two pieces of code, against one list that says Total (Large)"
meter scan-total 1.3.6.1.4.1.1602.1.11.1.3.1.4.501
    function scan
    unit     scans
    trust    B
    source   "Scan (Total 1): four pieces of code"

# Newer machines name their counters in a column of their own.
meter named-total 1.3.6.1.4.1.1602.1.11.2.1.1.3
    where    1.3.6.1.4.1.1602.1.11.2.1.1.2 like "Total 1"
    unit     impressions
    trust    A
    source   "the machine names the counter itself; glpi-agent Canon, another piece of code"
meter named-mono 1.3.6.1.4.1.1602.1.11.2.1.1.3
    where    1.3.6.1.4.1.1602.1.11.2.1.1.2 like "Total (Black 1)"
    color    mono
    unit     impressions
    trust    A
    source   "the machine names the counter itself; glpi-agent Canon, another piece of code"
meter named-mono-large 1.3.6.1.4.1.1602.1.11.2.1.1.3
    where    1.3.6.1.4.1.1602.1.11.2.1.1.2 like "Total (Black/Large)"
    color    mono
    size     large
    unit     impressions
    trust    A
    source   "the machine names the counter itself; glpi-agent Canon, another piece of code"
meter named-mono-small 1.3.6.1.4.1.1602.1.11.2.1.1.3
    where    1.3.6.1.4.1.1602.1.11.2.1.1.2 like "Total (Black/Small)"
    color    mono
    size     small
    unit     impressions
    trust    A
    source   "the machine names the counter itself; glpi-agent Canon, another piece of code"
meter named-color-large 1.3.6.1.4.1.1602.1.11.2.1.1.3
    where    1.3.6.1.4.1.1602.1.11.2.1.1.2 like "Total (Full Color + Single Color/Large)"
    color    color
    size     large
    unit     impressions
    trust    A
    source   "the machine names the counter itself; glpi-agent Canon, another piece of code"
meter named-color-small 1.3.6.1.4.1.1602.1.11.2.1.1.3
    where    1.3.6.1.4.1.1602.1.11.2.1.1.2 like "Total (Full Color + Single Color/Small)"
    color    color
    size     small
    unit     impressions
    trust    A
    source   "the machine names the counter itself; glpi-agent Canon, another piece of code"
meter named-print 1.3.6.1.4.1.1602.1.11.2.1.1.3
    where    1.3.6.1.4.1.1602.1.11.2.1.1.2 like "Print (Total 1)"
    function print
    unit     impressions
    trust    A
    source   "the machine names the counter itself; glpi-agent Canon, another piece of code"
meter named-copy 1.3.6.1.4.1.1602.1.11.2.1.1.3
    where    1.3.6.1.4.1.1602.1.11.2.1.1.2 like "Copy (Total 1)"
    function copy
    unit     impressions
    trust    A
    source   "the machine names the counter itself; glpi-agent Canon, another piece of code"
meter named-scan 1.3.6.1.4.1.1602.1.11.2.1.1.3
    where    1.3.6.1.4.1.1602.1.11.2.1.1.2 like "Scan (Total 1)"
    function scan
    unit     scans
    trust    A
    source   "the machine names the counter itself; glpi-agent Canon, another piece of code"

# The laser machines for offices give three levels over SNMP, 100, 10 and 1: not low, low, nearly out. Over IPP
# they give single percents. The ink machines round to tens over IPP, so of them SNMP's word stays.
counts supplies ipp
    on "MF*"
    on "LBP*"
    on "CNMF*"
    on "CNLBP*"
    trust  B
    source "Canon's MIB for the MF4700 and MF4800 (three stages), as read to librenms#5637, which saw it on LBP6650 and LBP6670; single percents over IPP in a recording of an MF720C"
    seen   "MF720C (over IPP)"
