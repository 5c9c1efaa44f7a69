# A badge of Ricoh's: counters, levels and all else are read by Ricoh's rules.
profile savin
make Savin
built-by ricoh

match sysDescr "Savin *"
match hrDeviceDescr "Savin *"
match deviceID.MFG "Savin"

model own 1.3.6.1.4.1.367.3.2.1.1.1.1.0
    strip-prefix "Savin "
    strip-prefix "SAVIN "
    trust  A
    source "ricohSysName; recordings"
model system-description sysDescr
    before " / "
    strip-prefix "Savin "
    strip-prefix "SAVIN "
    trust  B
    source "recordings; the version follows the model"
