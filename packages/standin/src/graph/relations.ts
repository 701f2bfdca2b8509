/**
 * How objects of the model hang together for the graph commands, as OMERO's own rules have it (documentation of omero::cmd, and
 * measured on OMERO 5.6). A relation is named by the field through which one object refers to another: "Pixels.image".
 */

/** What refers by this field is a part of what it refers to, and shares its fate. */
export const PARTS = [
  "Image.fileset",
  "FilesetEntry.fileset",
  "FilesetJobLink.parent",
  "Pixels.image",
  "Channel.pixels",
  "Channel.logicalChannel",
  "PlaneInfo.pixels",
  "RenderingDef.pixels",
  "Thumbnail.pixels",
  "ChannelBinding.renderingDef",
  "ProjectionDef.renderingDef",
  "CodomainMapContext.channelBinding",
  "Well.plate",
  "PlateAcquisition.plate",
  "WellSample.well",
  "WellSample.plateAcquisition",
  "Shape.roi",
  "Detector.instrument",
  "Dichroic.instrument",
  "Filter.instrument",
  "FilterSet.instrument",
  "LightSource.instrument",
  "Objective.instrument",
  "OTF.instrument",
  "DetectorSettings.detector",
  "LightSettings.lightSource",
  "LightSettings.microbeamManipulation",
  "ObjectiveSettings.objective",
  "MicrobeamManipulation.experiment",
] as const;

/** What is referred to by this field is a part of what refers to it. */
export const ENCLOSED = [
  "RenderingDef.quantization",
  "FilesetJobLink.child",
  "Filter.transmittanceRange",
  "Instrument.microscope",
] as const;

/** What is referred to stays as long as anything refers to it, and goes with the last that does. */
export const SHARED = [
  "Image.imagingEnvironment",
  "Image.instrument",
  "Image.stageLabel",
  "Image.experiment",
  "Image.objectiveSettings",
  "Image.fileset",
  "Channel.logicalChannel",
  "Channel.statsInfo",
  "LogicalChannel.lightPath",
  "LogicalChannel.detectorSettings",
  "LogicalChannel.lightSourceSettings",
  "FilesetEntry.originalFile",
  "FileAnnotation.file",
  "Roi.source",
  "Shape.transform",
  "WellSample.image",
] as const;

/** What refers by this field goes along with what it refers to, as far as the user may take it. */
export const DEPENDENT = ["Roi.image", "Reagent.screen", "Folder.parentFolder"] as const;

/** Links of containers: the child goes with its last parent, as far as the user may take it. */
export const CONTAINER_LINKS = [
  "ProjectDatasetLink",
  "DatasetImageLink",
  "FolderImageLink",
  "FolderRoiLink",
  "ScreenPlateLink",
  "WellReagentLink",
] as const;

/** Links whose parent is the one that is shared: the file goes with the last pixels that point at it. */
export const FILE_LINKS = ["PixelsOriginalFileMap"] as const;

/** Other links that end with either of their ends. */
export const OTHER_LINKS = [
  "JobOriginalFileLink",
  "FilterSetEmissionFilterLink",
  "FilterSetExcitationFilterLink",
  "LightPathEmissionFilterLink",
  "LightPathExcitationFilterLink",
] as const;

/** An object is not taken while one of these refers to it, unless that goes, too. */
export const GUARDS = ["WellSample.image", "FilesetEntry.originalFile"] as const;

/** Taken along whoever owns them. */
export const ANYBODYS: ReadonlySet<string> = new Set([
  "RenderingDef",
  "Thumbnail",
  "ExternalInfo",
  "OriginalFile",
  "StatsInfo",
  "BooleanAnnotation",
  "LongAnnotation",
  "DoubleAnnotation",
  "TermAnnotation",
  "TimestampAnnotation",
  "CommentAnnotation",
]);

/** Annotations that outlive their last link, and go only with the object that they hang on, if its owner is theirs. */
export const LASTING_ANNOTATIONS: ReadonlySet<string> = new Set(["TagAnnotation", "FileAnnotation"]);

export function splitField(relation: string): { entity: string; field: string } {
  const [entity = "", field = ""] = relation.split(".");
  return { entity, field };
}
