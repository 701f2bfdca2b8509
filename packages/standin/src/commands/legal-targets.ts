import type { SliceObject } from "@omero-archiver/ice";
import { type Command, failed } from "./command.js";

const MOVED =
  "Instrument Annotation Dataset Project Folder Image OriginalFile RenderingDef Thumbnail Experiment Fileset Link Job Roi Plate Screen";
const LINKS =
  "DatasetImageLink ProjectDatasetLink FolderImageLink FolderRoiLink JobOriginalFileLink ScreenPlateLink WellReagentLink";
const DELETED = `${MOVED} ${LINKS} DetectorSettings ImagingEnvironment LightSettings Microscope ObjectiveSettings StageLabel TransmittanceRange Channel LogicalChannel PixelsOriginalFileMap ProjectionDef MicrobeamManipulation FilesetJobLink ExternalInfo GroupExperimenterMap Namespace ShareMember AffineTransform Shape PlateAcquisition Reagent Well WellSample StatsInfo`;
const WALKED = `${DELETED} Pixels PlaneInfo ChannelBinding CodomainMapContext QuantumDef FilesetEntry`;

/** Classes whose objects a request takes by name; annotations' own classes go by "Annotation". Source: OMERO's public graph rules. */
const TARGETS: Readonly<Record<string, string>> = {
  Chgrp2: MOVED,
  Chmod2: "ExperimenterGroup",
  Chown2: `${MOVED} ${LINKS} Reagent`,
  Delete2: DELETED,
  DiskUsage2: `${WALKED} Experimenter ExperimenterGroup`,
  Duplicate: WALKED,
  FindChildren: WALKED,
  FindParents: WALKED,
};

/** LegalGraphTargets: what a request can be asked to do its work on. */
export const legalTargets: Command = ({ backend }, request) => {
  const asked = request.request as SliceObject | null | undefined;
  const names = asked ? TARGETS[asked.$type.replace("::omero::cmd::", "")] : undefined;
  if (names === undefined) throw failed(request, "bad-request", { message: "not a request on graphs" });
  const { model } = backend.store;
  const targets = names.split(" ").map((name) => model.entity(name).javaName);
  return { $type: "::omero::cmd::LegalGraphTargetsResponse", targets };
};
