# A badge of Kyocera's, read by Kyocera's rules; one text stands for the badges UTAX and Triumph-Adler alike.
profile utax
make "UTAX/Triumph-Adler"
built-by kyocera

match sysDescr "TA_UTAX *"
match sysDescr "UTAX*"
match sysDescr "TA Triumph-Adler*"
match deviceID.MFG "UTAX*"
match deviceID.MFG "TA Triumph-Adler*"

model own 1.3.6.1.4.1.1347.43.5.1.1.1.1
    trust  A
    source "recordings"
    seen   "P-4532DN"
model host-description hrDeviceDescr
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
part-number description-itself
    like   "PK-#*"
    trust  A
    source "recordings"
    seen   "P-4532DN"
