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

# The table is sure, what its rows mean is not: 101 is taken for the copies by some and for the total by others.
meter counter-101 1.3.6.1.4.1.1602.1.11.1.3.1.4.101
    trust  C
    source "glpi-agent Canon, against others"
meter counter-301 1.3.6.1.4.1.1602.1.11.1.3.1.4.301
    function print
    trust  C
    source "glpi-agent Canon"
meter counter-501 1.3.6.1.4.1.1602.1.11.1.3.1.4.501
    function scan
    trust  C
    source "glpi-agent Canon"
