# A badge of Ricoh's: counters, levels and all else are read by Ricoh's rules.
profile nrg
make NRG
built-by ricoh

match sysDescr "NRG *"
match hrDeviceDescr "NRG *"
match deviceID.MFG "NRG"

model own 1.3.6.1.4.1.367.3.2.1.1.1.1.0
    strip-prefix "NRG "
    strip-prefix "NRG "
    trust  A
    source "ricohSysName; recordings"
model system-description sysDescr
    before " / "
    strip-prefix "NRG "
    strip-prefix "NRG "
    trust  B
    source "recordings; the version follows the model"
