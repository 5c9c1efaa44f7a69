# Label printers.
profile tsc
make TSC

match sysDescr "TTP#*Version:*"
match sysDescr "TSC *"
match deviceID.MFG "TSC*"
match sysObjectID 1.3.6.1.4.1.51966.2

model system-description sysDescr
    before " Version:"
    trust  B
    source "recordings"
    seen   "TTP244CE"
firmware system-description sysDescr
    after  "Version: "
    trust  B
    source "recordings"
    seen   "TTP244CE"
