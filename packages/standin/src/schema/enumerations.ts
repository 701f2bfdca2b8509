/** The values of each enumeration that a new OMERO database has. Source: OMERO's public model mapping (ome/omero-model 5.7.6). */
export const ENUMERATIONS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  `
AcquisitionMode: WideField LaserScanningConfocalMicroscopy SpinningDiskConfocal SlitScanConfocal MultiPhotonMicroscopy StructuredIllumination SingleMoleculeImaging TotalInternalReflection FluorescenceLifetime SpectralImaging FluorescenceCorrelationSpectroscopy NearFieldScanningOpticalMicroscopy SecondHarmonicGenerationImaging PALM STORM STED TIRF FSM LCM Other Unknown BrightField SweptFieldConfocal SPIM
AdminPrivilege: Chgrp Chown DeleteFile DeleteManagedRepo DeleteOwned DeleteScriptRepo ModifyGroup ModifyGroupMembership ModifyUser ReadSession Sudo WriteFile WriteManagedRepo WriteOwned WriteScriptRepo
ArcType: Hg Xe HgXe Other Unknown
Binning: 1x1 2x2 4x4 8x8
ChecksumAlgorithm: Adler-32 CRC-32 MD5-128 Murmur3-32 Murmur3-128 SHA1-160 File-Size-64
ContrastMethod: Brightfield Phase DIC HoffmanModulation ObliqueIllumination PolarizedLight Darkfield Fluorescence Other Unknown
Correction: UV PlanApo PlanFluor SuperFluor VioletCorrected Achro Achromat Fluor Fl Fluar Neofluar Fluotar Apo Other Unknown
DetectorType: CCD IntensifiedCCD AnalogVideo PMT Photodiode Spectroscopy LifetimeImaging CorrelationSpectroscopy FTIR EM-CCD APD CMOS EBCCD Other Unknown
DimensionOrder: XYZCT XYZTC XYCTZ XYCZT XYTCZ XYTZC
EventType: Import Internal Shoola User Task Test Processing FullText Sessions
ExperimentType: FP FRET TimeLapse FourDPlus Screen Immunocytochemistry Immunofluorescence FISH Electrophysiology IonImaging Colocalization PGIDocumentation FluorescenceLifetime SpectralImaging Photobleaching Other Unknown
Family: linear polynomial exponential logarithmic
FilamentType: Incandescent Halogen Other Unknown
FilterType: LongPass ShortPass BandPass MultiPass Dichroic NeutralDensity Tuneable Other Unknown
Illumination: Transmitted Epifluorescence Oblique NonLinear Other Unknown
Immersion: Oil Water WaterDipping Air Multi Glycerol Other Unknown
JobStatus: Submitted Resubmitted Queued Requeued Running Error Waiting Finished Cancelled
LaserMedium: Rhodamine6G CoumarinC30 ArFl ArCl KrFl KrCl XeFl XeCl XeBr GaAs GaAlAs EMinus Cu Ag N Ar Kr Xe HeNe HeCd CO CO2 H2O HFl NdGlass NdYAG ErGlass ErYAG HoYLF HoYAG Ruby TiSapphire Alexandrite Other Unknown
LaserType: Excimer Gas MetalVapor SolidState Dye Semiconductor FreeElectron Other Unknown
Medium: Air Oil Water Glycerol Other Unknown
MicrobeamManipulationType: FRAP Photoablation Photoactivation Uncaging OpticalTrapping FLIP InverseFRAP Other Unknown
MicroscopeType: Upright Inverted Dissection Electrophysiology Other Unknown
PhotometricInterpretation: RGB ARGB CMYK HSV Monochrome ColorMap
PixelsType: bit int8 int16 int32 uint8 uint16 uint32 float double complex double-complex
ProjectionAxis: T ModuloT Z ModuloZ
ProjectionType: maximum mean sum
Pulse: CW Single QSwitched Repetitive ModeLocked Other Unknown
RenderingModel: rgb greyscale
`
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", values = ""] = line.split(": ");
      return [name, values.split(" ")];
    }),
);
