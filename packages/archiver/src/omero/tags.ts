import { type ImageAnnotationLink, type MapAnnotation, unloaded, unwrap, type Value } from "@omero-archiver/omero";
import type { ExperimenterId, GroupId, ImageId, Person } from "../domain/ids.js";
import type { StateTag } from "../domain/tags.js";
import { STATE_TAGS } from "../domain/tags.js";

/** The namespace in which archiving tags are; others may use the same names for anything. */
export const NAMESPACE = "archiving";
export const NOTE = "ARCHIVE NOTE";

/** A tag as it hangs on an image: who asked is said in the annotation, who set it is the link's owner. */
export interface TagLink {
  readonly linkId: number;
  readonly imageId: ImageId;
  readonly annotationId: number;
  readonly name: string;
  readonly description: string;
  readonly ownerId: ExperimenterId;
  readonly groupId: GroupId;
}

const TAG_LINK_COLUMNS = "l.id, l.parent.id, a.id, a.name, a.description, l.details.owner.id, l.details.group.id";
/** All archiving tags, as rows for `tagLink`; conditions may follow. Tags are known by their links: many tags may share a name. */
export const TAG_LINKS = `select ${TAG_LINK_COLUMNS} from ImageAnnotationLink l join l.child a where a.class = MapAnnotation and a.ns = '${NAMESPACE}'`;

export function tagLink(row: readonly Value[]): TagLink {
  const [linkId, imageId, annotationId, name, description, ownerId, groupId] = row;
  return {
    linkId: Number(linkId),
    imageId: Number(imageId) as ImageId,
    annotationId: Number(annotationId),
    name: String(name ?? ""),
    description: String(description ?? ""),
    ownerId: Number(ownerId) as ExperimenterId,
    groupId: Number(groupId) as GroupId,
  };
}

export function isStateTag(name: string): name is StateTag {
  return (STATE_TAGS as readonly string[]).includes(name);
}

/** `Owner : 7 : ada`: who asked. The prototype's wording, which its sites have on their images. */
export function askerText(asker: Person): string {
  return `Owner : ${asker.id} : ${asker.omeName}`;
}

/** Who asked, by a tag's description; undefined for one that does not say. */
export function askerIn(description: string): Person | undefined {
  const [, id, omeName] = /^\s*Owner\s*:\s*(\d+)\s*:\s*(.*?)\s*$/s.exec(description) ?? [];
  return id === undefined || omeName === undefined ? undefined : { id: Number(id) as ExperimenterId, omeName };
}

/** A new state tag. */
export function stateTag(name: StateTag, asker: Person): MapAnnotation {
  return mapAnnotation(name, askerText(asker), [[name, "True"]]);
}

export function mapAnnotation(
  name: string,
  description: string,
  pairs: readonly (readonly [string, string])[],
): MapAnnotation {
  return {
    $type: "::omero::model::MapAnnotation",
    loaded: true,
    ns: { $type: "::omero::RString", val: NAMESPACE },
    name: { $type: "::omero::RString", val: name },
    description: { $type: "::omero::RString", val: description },
    mapValue: pairs.map(([key, value]) => ({ $type: "::omero::model::NamedValue", name: key, value })),
  };
}

/** A link from an image to an annotation that is there already, or that is saved with it. */
export function annotationLink(imageId: ImageId, annotation: MapAnnotation): ImageAnnotationLink {
  return {
    $type: "::omero::model::ImageAnnotationLink",
    loaded: true,
    parent: unloaded("Image", imageId),
    child: annotation,
  };
}

/** The id of a saved link's annotation. */
export function annotationId(link: ImageAnnotationLink): number {
  return Number(unwrap(link.child?.id));
}
