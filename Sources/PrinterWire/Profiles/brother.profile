# Brother's device id may name another model than the machine is; its host description is right.
profile brother
make Brother

match sysDescr "Brother *"
match hrDeviceDescr "Brother *"
match deviceID.MFG "Brother"
match sysObjectID 1.3.6.1.4.1.2435.2.3.9
device-id 1.3.6.1.4.1.2435.2.3.9.1.1.7.0

model host-description hrDeviceDescr
    strip-prefix "Brother "
    strip-suffix " series"
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
    seen   "MFC-L2710DW"
model own 1.3.6.1.4.1.2435.2.4.3.2435.5.13.3.0
    strip-prefix "Brother "
    strip-suffix " series"
    trust  A
    source "recordings"
    seen   "MFC-L2710DW"
model device-id deviceID.MDL
    strip-suffix " series"
    trust  B
    source "bieniu/brother; recordings; last, for it may name another model"
    seen   "DCP-9020CDW"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial own 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.1.0
    trust  A
    source "glpi-agent; bieniu/brother; recordings"
    seen   "MFC-L2710DW"
firmware own 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.17.0
    trust  A
    source "glpi-agent; bieniu/brother"
firmware system 1.3.6.1.4.1.2435.2.4.3.1240.6.5.0
    strip-prefix "Firmware Ver."
    trust  B
    source "recordings"
    seen   "MFC-L2710DW"

# The panel's text, in the language and the character set of the panel; its lines stand in one text with a
# carriage return between them.
display panel 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.4.5.2.0
    trust  A
    source "bieniu/brother; recordings"
    seen   "HL-5350DN"
    seen   "DCP-9020CDW"

# Counters: records of a key, 01, a length and a number. Keys that are left out, such as 06, 07, 08 and 16, are
# known to count something and not for certain what.
meter total 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.10.0
    record   00
    unit     impressions
    trust    A
    source   "glpi-agent; bieniu/brother; in the recordings it is prtMarkerLifeCount to the page"
    seen     "DCP-L3550CDW"
    seen     "DCP-9020CDW"
    seen     "HL-5350DN"
meter total-mono 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.10.0
    record   01
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent; bieniu/brother; with the colour pages it makes the total"
    seen     "DCP-L3550CDW"
    seen     "DCP-9020CDW"
meter total-color 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.10.0
    record   02
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent; bieniu/brother; with the black pages it makes the total"
    seen     "DCP-L3550CDW"
    seen     "DCP-9020CDW"
meter duplex-total 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.10.0
    record   06
    sides    duplex
    unit     impressions
    trust    B
    source   "bieniu/brother, as pages of the duplex unit; recordings"
    seen     "DCP-L3550CDW"
meter print-total 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.52.21.1.3
    where    1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.52.21.1.2 = 1
    function print
    unit     impressions
    trust    B
    source   "glpi-agent and two more pieces of code by row; the type column says what a row counts, and 1 is printing"
meter copy-total 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.52.21.1.3
    where    1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.52.21.1.2 = 3
    function copy
    unit     impressions
    trust    B
    source   "glpi-agent and two more pieces of code by row; type 3 is copying"
meter fax-total 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.52.21.1.3
    where    1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.52.21.1.2 = 2
    function fax
    unit     impressions
    trust    C
    source   "one piece of code: type 2 is faxing"

# What it knows of its parts: the same records, in hundredths of a percent, for machines whose standard table
# says no more than that there is some left. Numbers of one byte in the same string are states, not levels.
supply black-toner 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 6f
    full 10000
    type toner
    colorant black
    description "Black Toner"
    not-on "*-J*"
    not-on "*-T*"
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
    seen "DCP-1618W"
supply cyan-toner 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 70
    full 10000
    type toner
    colorant cyan
    description "Cyan Toner"
    not-on "*-J*"
    not-on "*-T*"
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
supply magenta-toner 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 71
    full 10000
    type toner
    colorant magenta
    description "Magenta Toner"
    not-on "*-J*"
    not-on "*-T*"
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
supply yellow-toner 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 72
    full 10000
    type toner
    colorant yellow
    description "Yellow Toner"
    not-on "*-J*"
    not-on "*-T*"
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
supply black-ink 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 6f
    full 10000
    type ink
    colorant black
    description "Black Ink"
    on "*-J*"
    trust A
    source "bieniu/brother; recordings"
    seen "MFC-J680DW"
supply cyan-ink 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 70
    full 10000
    type ink
    colorant cyan
    description "Cyan Ink"
    on "*-J*"
    trust A
    source "bieniu/brother; recordings"
    seen "MFC-J680DW"
supply magenta-ink 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 71
    full 10000
    type ink
    colorant magenta
    description "Magenta Ink"
    on "*-J*"
    trust A
    source "bieniu/brother; recordings"
    seen "MFC-J680DW"
supply yellow-ink 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 72
    full 10000
    type ink
    colorant yellow
    description "Yellow Ink"
    on "*-J*"
    trust A
    source "bieniu/brother; recordings"
    seen "MFC-J680DW"
supply black-toner-newer 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record a1
    full 10000
    type toner
    colorant black
    description "Black Toner"
    not-on "*-J*"
    not-on "*-T*"
    trust B
    source "bieniu/brother: newer machines"
supply cyan-toner-newer 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record a2
    full 10000
    type toner
    colorant cyan
    description "Cyan Toner"
    not-on "*-J*"
    not-on "*-T*"
    trust B
    source "bieniu/brother: newer machines"
supply magenta-toner-newer 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record a3
    full 10000
    type toner
    colorant magenta
    description "Magenta Toner"
    not-on "*-J*"
    not-on "*-T*"
    trust B
    source "bieniu/brother: newer machines"
supply yellow-toner-newer 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record a4
    full 10000
    type toner
    colorant yellow
    description "Yellow Toner"
    not-on "*-J*"
    not-on "*-T*"
    trust B
    source "bieniu/brother: newer machines"
supply black-ink-newer 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record a1
    full 10000
    type ink
    colorant black
    description "Black Ink"
    on "*-J*"
    trust B
    source "bieniu/brother: newer machines"
supply cyan-ink-newer 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record a2
    full 10000
    type ink
    colorant cyan
    description "Cyan Ink"
    on "*-J*"
    trust B
    source "bieniu/brother: newer machines"
supply magenta-ink-newer 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record a3
    full 10000
    type ink
    colorant magenta
    description "Magenta Ink"
    on "*-J*"
    trust B
    source "bieniu/brother: newer machines"
supply yellow-ink-newer 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record a4
    full 10000
    type ink
    colorant yellow
    description "Yellow Ink"
    on "*-J*"
    trust B
    source "bieniu/brother: newer machines"
supply drum 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 41
    full 10000
    type opc
    description "Drum"
    pages 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0 11
    pages-left 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.11.0 82
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-1618W"
supply cyan-drum 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 79
    full 10000
    type opc
    colorant cyan
    description "Cyan Drum"
    pages 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0 73
    pages-left 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.11.0 a5
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
supply magenta-drum 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 7a
    full 10000
    type opc
    colorant magenta
    description "Magenta Drum"
    pages 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0 74
    pages-left 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.11.0 a6
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
supply yellow-drum 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 7b
    full 10000
    type opc
    colorant yellow
    description "Yellow Drum"
    pages 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0 75
    pages-left 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.11.0 a7
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
supply black-drum 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 80
    full 10000
    type opc
    colorant black
    description "Black Drum"
    pages 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0 7e
    pages-left 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.11.0 a4
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
supply belt 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 69
    full 10000
    type transferUnit
    description "Belt Unit"
    pages-left 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.11.0 88
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
supply fuser 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 6a
    full 10000
    type fuser
    description "Fuser"
    pages-left 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.11.0 89
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
supply laser 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 6b
    full 10000
    type other
    description "Laser Unit"
    pages-left 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.11.0 73
    trust A
    source "bieniu/brother; recordings"
supply feed-kit-manual 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 6c
    full 10000
    type other
    description "PF Kit MP"
    pages-left 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.11.0 86
    trust A
    source "bieniu/brother; recordings"
supply feed-kit-1 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0
    record 6d
    full 10000
    type other
    description "PF Kit 1"
    pages-left 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.11.0 77
    trust A
    source "bieniu/brother; recordings"
    seen "DCP-L3550CDW"
    seen "DCP-9020CDW"
