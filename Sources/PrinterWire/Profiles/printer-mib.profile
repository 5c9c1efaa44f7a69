# What every printer that keeps to the standards says, whatever its make.
# The format of this file is told in docs/reference/profiles.md.
profile printer-mib

# RFC 1213 (system, interfaces)
object  sysDescr                 1.3.6.1.2.1.1.1.0            identify
object  sysObjectID              1.3.6.1.2.1.1.2.0            identify
object  sysName                  1.3.6.1.2.1.1.5.0            identify
object  sysLocation              1.3.6.1.2.1.1.6.0            seldom
column  ifPhysAddress            1.3.6.1.2.1.2.2.1.6          seldom

# RFC 2790 (host resources)
column  hrDeviceType             1.3.6.1.2.1.25.3.2.1.2       identify
column  hrDeviceDescr            1.3.6.1.2.1.25.3.2.1.3       identify
column  hrDeviceStatus           1.3.6.1.2.1.25.3.2.1.5       often
column  hrPrinterStatus          1.3.6.1.2.1.25.3.5.1.1       often
column  hrPrinterErrors          1.3.6.1.2.1.25.3.5.1.2       often

# RFC 3805 (Printer-MIB)
column  prtLocalization          1.3.6.1.2.1.43.5.1.1.2       seldom
column  prtName                  1.3.6.1.2.1.43.5.1.1.16      seldom
column  prtSerial                1.3.6.1.2.1.43.5.1.1.17      identify
column  prtCharset               1.3.6.1.2.1.43.7.1.1.4       seldom
column  inputMax                 1.3.6.1.2.1.43.8.2.1.9       seldom
column  inputLevel               1.3.6.1.2.1.43.8.2.1.10      often
column  inputMedia               1.3.6.1.2.1.43.8.2.1.12      seldom
column  inputName                1.3.6.1.2.1.43.8.2.1.13      seldom
column  inputDescription         1.3.6.1.2.1.43.8.2.1.18      seldom
column  markerUnit               1.3.6.1.2.1.43.10.2.1.3      seldom
column  markerLifeCount          1.3.6.1.2.1.43.10.2.1.4      identify
column  supplyColorantIndex      1.3.6.1.2.1.43.11.1.1.3      seldom
column  supplyClass              1.3.6.1.2.1.43.11.1.1.4      seldom
column  supplyType               1.3.6.1.2.1.43.11.1.1.5      seldom
column  supplyDescription        1.3.6.1.2.1.43.11.1.1.6      often
column  supplyUnit               1.3.6.1.2.1.43.11.1.1.7      seldom
column  supplyMax                1.3.6.1.2.1.43.11.1.1.8      often
column  supplyLevel              1.3.6.1.2.1.43.11.1.1.9      identify
column  colorantValue            1.3.6.1.2.1.43.12.1.1.4      seldom
column  consoleLine              1.3.6.1.2.1.43.16.5.1.2      often
column  alertSeverity            1.3.6.1.2.1.43.18.1.1.2      often
column  alertTraining            1.3.6.1.2.1.43.18.1.1.3      often
column  alertGroup               1.3.6.1.2.1.43.18.1.1.4      often
column  alertCode                1.3.6.1.2.1.43.18.1.1.7      often
column  alertDescription         1.3.6.1.2.1.43.18.1.1.8      often

# IEEE 1284 device id: PWG Port Monitor MIB (PWG 5107.1), and HP's older place, which many makes answer
device-id 1.3.6.1.4.1.2699.1.2.1.2.1.1.3.1
device-id 1.3.6.1.4.1.11.2.3.9.1.1.7.0

# Computers list the printers they have queues for as if they were printers themselves.
not-printer sysObjectID 1.3.6.1.4.1.8072.3.2
not-printer sysObjectID 1.3.6.1.4.1.311.1.1.3

match deviceID.CLS "PRINTER"

model host-description hrDeviceDescr
    unless "Generic*"
    trust  A
    source "RFC 2790 hrDeviceDescr: the maker and model of the device"
model device-id deviceID.MDL
    trust  B
    source "IEEE 1284 device id; below hrDeviceDescr, for print servers carry the id of another model"
model printer-name prtName
    trust  C
    source "RFC 3805 prtGeneralPrinterName: the maker's model until someone renames it"

serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial device-id deviceID.SN
    trust  B
    source "IEEE 1284 device id, key SN"

placeholder "unknown"
placeholder "not available"
placeholder "n/a"
placeholder "none"
placeholder "(null)"
placeholder "serial_number"
placeholder "serial number"

# What stands on the display of a machine that sleeps.
asleep "sleep"
asleep "sleeping*"
asleep "sleep mode*"
asleep "*deep sleep*"
asleep "*power sav*"
asleep "powersave*"
asleep "*energy sav*"
asleep "*energiespar*"
asleep "ruhezustand*"
asleep "ruhemodus*"
asleep "schlafmodus*"
asleep "*mise en veille*"
asleep "mode veille*"
asleep "*ahorro de energ*"
asleep "*risparmio energ*"

# PrtMarkerCounterUnitTC
words markerUnit 3 tenThousandthsOfInches 4 micrometers 5 characters 6 lines 7 impressions 8 sheets
words markerUnit 9 dotRow 11 hours 16 feet 17 meters

# PrtMarkerSuppliesSupplyUnitTC
words supplyUnit 1 other 2 unknown 3 tenThousandthsOfInches 4 micrometers 7 impressions 8 sheets 11 hours
words supplyUnit 12 thousandthsOfOunces 13 tenthsOfGrams 14 hundrethsOfFluidOunces 15 tenthsOfMilliliters
words supplyUnit 16 feet 17 meters 18 items 19 percent

words supplyClass 1 other 3 supplyThatIsConsumed 4 receptacleThatIsFilled

words hrPrinterStatus 1 other 2 unknown 3 idle 4 printing 5 warmup
words hrDeviceStatus 1 unknown 2 running 3 warning 4 testing 5 down

# PrtAlertSeverityLevelTC, PrtAlertTrainingLevelTC, PrtAlertGroupTC, PrtAlertCodeTC
words alertSeverity 1 other 3 critical 4 warning 5 warningBinaryChangeEvent
words alertTraining 1 other 2 unknown 3 untrained 4 trained 5 fieldService 6 management
words alertTraining 7 noInterventionRequired
words alertGroup 1 other 3 hostResourcesMIBStorageTable 4 hostResourcesMIBDeviceTable 5 generalPrinter 6 cover
words alertGroup 7 localization 8 input 9 output 10 marker 11 markerSupplies 12 markerColorant 13 mediaPath
words alertGroup 14 channel 15 interpreter 16 consoleDisplayBuffer 17 consoleLights 18 alert 30 finDevice
words alertGroup 31 finSupply 32 finSupplyMediaInput 33 finAttribute
words alertCode 1 other 2 unknown 3 coverOpen 4 coverClosed 5 interlockOpen 6 interlockClosed
words alertCode 7 configurationChange 8 jam 9 subunitMissing 10 subunitLifeAlmostOver 11 subunitLifeOver
words alertCode 12 subunitAlmostEmpty 13 subunitEmpty 14 subunitAlmostFull 15 subunitFull 16 subunitNearLimit
words alertCode 17 subunitAtLimit 18 subunitOpened 19 subunitClosed 20 subunitTurnedOn 21 subunitTurnedOff
words alertCode 22 subunitOffline 23 subunitPowerSaver 24 subunitWarmingUp 25 subunitAdded 26 subunitRemoved
words alertCode 27 subunitResourceAdded 28 subunitResourceRemoved 29 subunitRecoverableFailure
words alertCode 30 subunitUnrecoverableFailure 31 subunitRecoverableStorageError
words alertCode 32 subunitUnrecoverableStorageError 33 subunitMotorFailure 34 subunitMemoryExhausted
words alertCode 35 subunitUnderTemperature 36 subunitOverTemperature 37 subunitTimingFailure
words alertCode 38 subunitThermistorFailure
words alertCode 501 doorOpen 502 doorClosed 503 powerUp 504 powerDown 505 printerNMSReset
words alertCode 506 printerManualReset 507 printerReadyToPrint
words alertCode 801 inputMediaTrayMissing 802 inputMediaSizeChange 803 inputMediaWeightChange
words alertCode 804 inputMediaTypeChange 805 inputMediaColorChange 806 inputMediaFormPartsChange
words alertCode 807 inputMediaSupplyLow 808 inputMediaSupplyEmpty 809 inputMediaChangeRequest
words alertCode 810 inputManualInputRequest 811 inputTrayPositionFailure 812 inputTrayElevationFailure
words alertCode 813 inputCannotFeedSizeSelected
words alertCode 901 outputMediaTrayMissing 902 outputMediaTrayAlmostFull 903 outputMediaTrayFull
words alertCode 904 outputMailboxSelectFailure
words alertCode 1001 markerFuserUnderTemperature 1002 markerFuserOverTemperature 1003 markerFuserTimingFailure
words alertCode 1004 markerFuserThermistorFailure 1005 markerAdjustingPrintQuality
words alertCode 1101 markerTonerEmpty 1102 markerInkEmpty 1103 markerPrintRibbonEmpty
words alertCode 1104 markerTonerAlmostEmpty 1105 markerInkAlmostEmpty 1106 markerPrintRibbonAlmostEmpty
words alertCode 1107 markerWasteTonerReceptacleAlmostFull 1108 markerWasteInkReceptacleAlmostFull
words alertCode 1109 markerWasteTonerReceptacleFull 1110 markerWasteInkReceptacleFull
words alertCode 1111 markerOpcLifeAlmostOver 1112 markerOpcLifeOver 1113 markerDeveloperAlmostEmpty
words alertCode 1114 markerDeveloperEmpty 1115 markerTonerCartridgeMissing
words alertCode 1301 mediaPathMediaTrayMissing 1302 mediaPathMediaTrayAlmostFull 1303 mediaPathMediaTrayFull
words alertCode 1304 mediaPathCannotDuplexMediaSelected
words alertCode 1501 interpreterMemoryIncrease 1502 interpreterMemoryDecrease 1503 interpreterCartridgeAdded
words alertCode 1504 interpreterCartridgeDeleted 1505 interpreterResourceAdded
words alertCode 1506 interpreterResourceDeleted 1507 interpreterResourceUnavailable
words alertCode 1509 interpreterComplexPageEncountered 1801 alertRemovalOfBinaryChangeEntry

# The colour of a supply whose row points to no colorant, from its description; the first that fits. The
# pale inks stand before the colours whose names they contain.
colorant "light cyan"     "*light cyan*"
colorant "light magenta"  "*light magenta*"
colorant "light black"    "*light black*"
colorant "matte black"    "*matte black*"
colorant "photo black"    "*photo black*"
colorant black            "*black*"
colorant cyan             "*cyan*"
colorant magenta          "*magenta*"
colorant yellow           "*yellow*"
colorant black            "*schwarz*"
colorant yellow           "*gelb*"
colorant black            "*noir*"
colorant yellow           "*jaune*"
colorant black            "*nero*"
colorant yellow           "*giallo*"
colorant black            "*negro*"
colorant yellow           "*amarillo*"
colorant black            "*negra*"
colorant cyan             "*zyan*"
colorant cyan             "*cian*"
colorant yellow           "*amarilla*"
colorant black            "*preto*"
colorant yellow           "*amarelo*"
colorant black            "*zwart*"
colorant yellow           "*geel*"
colorant black            "*svart*"
colorant black            "*czarn*"

# The kind of a supply whose row names no type, from its description; the first that fits.
supply-type wasteToner      "*waste toner*"
supply-type wasteInk        "*waste ink*"
supply-type wasteToner      "*resttoner*"
supply-type developer       "*developer*"
supply-type opc             "*drum*"
supply-type opc             "*photoconduct*"
supply-type fuser           "*fuser*"
supply-type fuser           "*fusing*"
supply-type transferUnit    "*transfer*"
supply-type staples         "*stapl*"
supply-type tonerCartridge  "*toner*cartridge*"
supply-type toner           "*toner*"
supply-type inkCartridge    "*ink*cartridge*"
supply-type ink             "* ink *"
supply-type inkRibbon       "*ribbon*"

# Part and serial number written behind a description. Seen on one make, and so plain that whoever writes it means it.
part-number in-description
    after  ", PN "
    before ";"
    trust  A
    source "recordings"
    seen   "AltaLink C8045"
supply-serial in-description
    after  ";SN"
    trust  A
    source "recordings"
    seen   "AltaLink C8045"
