# Ricoh, and the makes that sell its machines under their own name; the badge is what people know.
profile ricoh
make Ricoh

match sysDescr "RICOH *"
match hrDeviceDescr "RICOH *"
match deviceID.MFG "RICOH"
match sysObjectID 1.3.6.1.4.1.367

model own 1.3.6.1.4.1.367.3.2.1.1.1.1.0
    strip-prefix "RICOH "
    trust  A
    source "ricohSysName; recordings"
    seen   "Aficio MP C3002"
model host-description hrDeviceDescr
    strip-prefix "RICOH "
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
model system-description sysDescr
    before " / "
    strip-prefix "RICOH "
    trust  B
    source "recordings; the version follows the model"
    seen   "MP 3053"
serial own 1.3.6.1.4.1.367.3.2.1.2.1.4.0
    trust  A
    source "glpi-agent Ricoh; recordings, where it equals prtGeneralSerialNumber"
    seen   "Aficio MP C3002"
firmware own 1.3.6.1.4.1.367.3.2.1.1.1.2.0
    trust  A
    source "ricohSysVers; recordings"
    seen   "Aficio MP C3002"

level empty -100 percent 0
    trust  A
    source "librenms#4177; FusionInventory: -3 stands for anything from 1 to 100 %, -100 for empty"

# Its own table gives percentages where the standard one says -3. By Ricoh's specification -100 stands here for
# nearly empty, from 10 to 1 %. The rows are known by their type, for their order differs from model to model.
supply-table toner 1.3.6.1.4.1.367.3.2.1.2.24.1.1
    type toner
    full 100
    column description 2
    column colorant 4 ricohTonerColor
    column level 5
    reads -100 someRemaining
    trust A
    source "Ricoh private MIB specification 4.050, ricohEngTonerTable; librenms#4177; Observium"
words ricohTonerColor 3 black 4 red 10 cyan 11 magenta 12 yellow 13 black

meter total 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 10
    unit     impressions
    trust    A
    source   "glpi-agent Ricoh, joined on the type, for the rows differ from model to model"
meter copy-total 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 200
    function copy
    unit     impressions
    trust    A
    source   "glpi-agent Ricoh"
meter copy-mono 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 201
    function copy
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent Ricoh"
meter copy-color 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 202 + 203
    function copy
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent Ricoh"
meter fax-total 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 300
    function fax
    unit     impressions
    trust    A
    source   "glpi-agent Ricoh"
meter print-total 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 400
    function print
    unit     impressions
    trust    A
    source   "glpi-agent Ricoh"
meter print-mono 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 401
    function print
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent Ricoh"
meter print-color 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 402 + 403
    function print
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent Ricoh"
meter fax-mono 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 301
    function fax
    color    mono
    unit     impressions
    trust    C
    source   "one piece of code names the types after the words of copying and printing"
meter fax-color 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 302 + 303
    function fax
    color    color
    unit     impressions
    trust    C
    source   "one piece of code names the types after the words of copying and printing"
meter scan-total 1.3.6.1.4.1.367.3.2.1.2.19.5.1.9
    where    1.3.6.1.4.1.367.3.2.1.2.19.5.1.2 = 870 + 871
    function scan
    unit     scans
    trust    B
    source   "glpi-agent Ricoh and another piece of code: 870 and 871, black and colour, together"
