# A badge of Kyocera's; one text stands for the badges UTAX and Triumph-Adler alike.
profile utax
make "UTAX/Triumph-Adler"

match sysDescr "TA_UTAX *"
match sysDescr "UTAX*"
match sysDescr "TA Triumph-Adler*"
match deviceID.MFG "UTAX*"
match deviceID.MFG "TA Triumph-Adler*"
device-id 1.3.6.1.4.1.1347.40.1.1.1.8.1

model own 1.3.6.1.4.1.1347.43.5.1.1.1.1
    trust  A
    source "recordings"
    seen   "P-4532DN"
model host-description hrDeviceDescr
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
serial own 1.3.6.1.4.1.1347.43.5.1.1.28.1
    trust  A
    source "glpi-agent Hardware.pm; recordings"
    seen   "P-4532DN"
firmware own 1.3.6.1.4.1.1347.43.5.4.1.5.1.1
    trust  A
    source "recordings"
    seen   "P-4532DN"

part-number description-itself
    like   "PK-#*"
    trust  A
    source "recordings"
    seen   "P-4532DN"
