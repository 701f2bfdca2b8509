import type { Range } from "./entity.js";

/**
 * What the Slice definitions do not say of the model. Source: the mapping files of OMERO's public model
 * (github.com/ome/omero-model, src/main/resources/mappings, 5.7.6) and the database that is generated from them.
 */

/** Java package by class. Enumerations are in `enums`, links to annotations and annotations in `annotations`. */
const PACKAGES = `
acquisition: Arc Detector DetectorSettings Dichroic Filament Filter FilterSet FilterSetEmissionFilterLink FilterSetExcitationFilterLink GenericExcitationSource ImagingEnvironment Instrument Laser LightEmittingDiode LightPath LightPathEmissionFilterLink LightPathExcitationFilterLink LightSettings LightSource Microscope OTF Objective ObjectiveSettings StageLabel TransmittanceRange
containers: Dataset DatasetImageLink Folder FolderImageLink FolderRoiLink Project ProjectDatasetLink
core: Channel Image LogicalChannel OriginalFile Pixels PixelsOriginalFileMap PlaneInfo
display: ChannelBinding CodomainMapContext ContrastStretchingContext PlaneSlicingContext ProjectionDef QuantumDef RenderingDef ReverseIntensityContext Thumbnail
experiment: Experiment MicrobeamManipulation
fs: Fileset FilesetEntry FilesetJobLink
internal: Link
jobs: ImportJob IndexingJob IntegrityCheckJob Job JobOriginalFileLink JobStatus MetadataImportJob ParseJob PixelDataJob ScriptJob ThumbnailGenerationJob UploadJob
meta: DBPatch Event EventLog Experimenter ExperimenterGroup ExternalInfo GroupExperimenterMap Namespace Node Session Share ShareMember
roi: AffineTransform Ellipse Label Line Mask Path Point Polygon Polyline Rectangle Roi Shape
screen: Plate PlateAcquisition Reagent Screen ScreenPlateLink Well WellReagentLink WellSample
stats: StatsInfo`;

/** Fields that may not be null, beside the ends of links and the values of enumerations. */
const REQUIRED = `
AffineTransform: a00 a10 a01 a11 a02 a12
Arc: type
Channel: logicalChannel pixels
ChannelBinding: renderingDef family coefficient inputStart inputEnd active noiseReduction red green blue alpha
CodomainMapContext: channelBinding
ContrastStretchingContext: xstart ystart xend yend
DBPatch: currentVersion currentPatch previousVersion previousPatch
Dataset: name
Detector: type instrument
DetectorSettings: detector
Dichroic: instrument
Event: time experimenter experimenterGroup type session
EventLog: entityId entityType action event
Experiment: type
Experimenter: omeName firstName lastName ldap
ExperimenterGroup: name ldap
ExternalInfo: entityId entityType
Filament: type
Fileset: templatePrefix
FilesetEntry: fileset originalFile clientPath
Filter: instrument
FilterSet: instrument
Folder: name
GroupExperimenterMap: owner
Image: name
ImportJob: imageName imageDescription
Job: username groupname type message status submitted scheduledFor
Laser: type laserMedium
LightSettings: lightSource
LightSource: instrument
MicrobeamManipulation: type experiment
Microscope: type
Namespace: name
Node: uuid conn up
OTF: sizeX sizeY opticalAxisAveraged pixelsType path objective instrument
Objective: immersion correction instrument
ObjectiveSettings: objective
OriginalFile: name path
Pixels: image pixelsType sizeX sizeY sizeZ sizeC sizeT sha1 dimensionOrder
PlaneInfo: pixels theZ theC theT
PlaneSlicingContext: upperLimit lowerLimit planeSelected planePrevious constant
Plate: name
PlateAcquisition: plate
Project: name
ProjectionDef: renderingDef axis type active
QuantumDef: cdStart cdEnd bitResolution
Reagent: screen
RenderingDef: pixels defaultZ defaultT model quantization
ReverseIntensityContext: reverse
Screen: name
Session: node uuid owner timeToIdle timeToLive started defaultEventType
Shape: roi
Share: group itemCount active data
StageLabel: name
StatsInfo: globalMin globalMax
Thumbnail: pixels mimeType sizeX sizeY
Well: plate
WellSample: well image`;

/** Fields that are never null: what they are where nothing was said (measured on OMERO 5.6, query.series_is_never_null). */
const ABSENT: Readonly<Record<string, number>> = { "Image.series": 0 };

/** Collections that are lists: their members know their place. */
const ORDERED = `
ChannelBinding: spatialDomainEnhancement
Experimenter: groupExperimenterMap
Fileset: usedFiles jobLinks
Image: pixels
LightPath: excitationFilterLink
Pixels: channels
RenderingDef: waveRendering projections
Roi: shapes
Well: wellSamples`;

const UNIQUE = `
Experimenter: omeName
ExperimenterGroup: name
Namespace: name
Node: uuid
Session: uuid`;

const RANGES: Readonly<Record<Range, string>> = {
  positive: `
DetectorSettings: integration
Laser: frequencyMultiplication wavelength
LightSettings: wavelength
LogicalChannel: samplesPerPixel emissionWave excitationWave
OTF: sizeX sizeY
Pixels: significantBits sizeX sizeY sizeZ sizeC sizeT physicalSizeX physicalSizeY physicalSizeZ
ProjectionDef: stepping
TransmittanceRange: cutIn cutOut`,
  "not negative": `
Image: series
PlaneInfo: theZ theC theT
ProjectionDef: startPlane endPlane
TransmittanceRange: cutInTolerance cutOutTolerance`,
  fraction: `
ImagingEnvironment: humidity co2percent
LightSettings: attenuation
TransmittanceRange: transmittance`,
};

/** Hierarchies in one table, with what tells their classes apart. */
const DISCRIMINATORS = `
Annotation: /
BasicAnnotation: /basic/
BooleanAnnotation: /basic/bool/
CommentAnnotation: /basic/text/comment/
DoubleAnnotation: /basic/num/double/
Ellipse: ellipse
FileAnnotation: /type/OriginalFile/
Label: text
Line: line
ListAnnotation: /list/
LongAnnotation: /basic/num/long/
MapAnnotation: /map/
Mask: mask
NumericAnnotation: /basic/num/
Path: path
Point: point
Polygon: polygon
Polyline: polyline
Rectangle: rect
TagAnnotation: /basic/text/tag/
TermAnnotation: /basic/term/
TextAnnotation: /basic/text/
TimestampAnnotation: /basic/time/
TypeAnnotation: /type/
XmlAnnotation: /basic/text/xml/`;

export const ABSTRACT: ReadonlySet<string> = words(
  "Annotation BasicAnnotation CodomainMapContext Job LightSource NumericAnnotation Shape TextAnnotation TypeAnnotation",
);

/** Without owner, group and events, beside the enumerations. */
export const GLOBAL: ReadonlySet<string> = words(
  "DBPatch Event EventLog Experimenter ExperimenterGroup GroupExperimenterMap Namespace Node Session Share ShareMember",
);

const packages = invert(table(PACKAGES));
const required = table(REQUIRED);
const ordered = table(ORDERED);
const unique = table(UNIQUE);
const discriminators = table(DISCRIMINATORS);
const ranges = (Object.keys(RANGES) as Range[]).map((range) => [range, table(RANGES[range])] as const);

/** "ome.model.core.Image" */
export function javaNameOf(entity: string, enumeration: boolean): string {
  const place =
    packages.get(entity) ?? (enumeration ? "enums" : entity.includes("Annotation") ? "annotations" : undefined);
  if (place === undefined) throw new Error(`no Java package is known of ${entity}: add it to schema/mapping.ts`);
  return `ome.model.${place}.${entity}`;
}

export const isRequired = (entity: string, field: string): boolean => required.get(entity)?.has(field) ?? false;
export const isOrdered = (entity: string, field: string): boolean => ordered.get(entity)?.has(field) ?? false;
export const isUnique = (entity: string, field: string): boolean => unique.get(entity)?.has(field) ?? false;
export const absentValueOf = (entity: string, field: string): number | undefined => ABSENT[`${entity}.${field}`];
export const rangeOf = (entity: string, field: string): Range | undefined =>
  ranges.find(([, fields]) => fields.get(entity)?.has(field))?.[0];
export const discriminatorOf = (entity: string): string | undefined =>
  discriminators.get(entity)?.values().next().value;

/** Lines "A: x y z" as A → { x, y, z }. */
function table(text: string): Map<string, Set<string>> {
  const lines = text.trim().split("\n");
  return new Map(
    lines.map((line) => {
      const [name = "", rest = ""] = line.split(": ");
      return [name, words(rest)];
    }),
  );
}

function words(text: string): Set<string> {
  return new Set(text.split(" "));
}

function invert(lists: Map<string, Set<string>>): Map<string, string> {
  return new Map([...lists].flatMap(([key, members]) => [...members].map((member) => [member, key] as const)));
}
