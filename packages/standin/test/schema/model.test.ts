import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSliceFacts } from "@omero-archiver/omero/slice";
import { ENUMERATIONS } from "#src/schema/enumerations.js";
import { collections, Model } from "#src/schema/model.js";

const model = new Model(loadSliceFacts());

/** "collection → class.reference" of all of an entity's collections but its annotations; lists with a star. */
function collectionsOf(entity: string): string[] {
  return collections(model.entity(entity))
    .filter((one) => one.name !== "annotationLinks")
    .map((one) => `${one.name}${one.indexColumn === undefined ? "" : "*"} → ${one.target}.${one.mappedBy}`);
}

test("every class of the model becomes an entity with a table for its hierarchy", () => {
  assert.equal(model.entity("TagAnnotation").table, "Annotation");
  assert.deepEqual(model.entity("TagAnnotation").lineage, ["TagAnnotation", "TextAnnotation", "Annotation"]);
  assert.deepEqual([...model.entity("TextAnnotation").concrete].sort(), [
    "CommentAnnotation",
    "TagAnnotation",
    "XmlAnnotation",
  ]);
  assert.deepEqual(model.entity("Dataset").concrete, ["Dataset"]);
  assert.equal(model.entity("Dataset").discriminator, undefined);
  assert.equal(model.entities.get("IObject"), undefined, "the base of all is no entity");
  assert.equal(model.entities.get("Length"), undefined, "nor are values with units");
});

test("a collection is mapped by the reference at its other end", () => {
  assert.deepEqual(collectionsOf("Image"), [
    "pixels* → Pixels.image",
    "wellSamples → WellSample.image",
    "rois → Roi.image",
    "datasetLinks → DatasetImageLink.child",
    "folderLinks → FolderImageLink.child",
  ]);
  assert.deepEqual(collectionsOf("Experimenter"), ["groupExperimenterMap* → GroupExperimenterMap.child"]);
  assert.deepEqual(collectionsOf("Folder").slice(0, 1), ["childFolders → Folder.parentFolder"]);
  const tagging = collections(model.entity("TagAnnotation"))[0];
  assert.equal(
    `${tagging?.target}.${tagging?.mappedBy}`,
    "AnnotationAnnotationLink.parent",
    "what annotates an annotation is the child",
  );
});

test("only users, groups, sessions, events and enumerations have no owner", () => {
  const global = [...model.entities.values()]
    .filter((entity) => entity.global && !entity.enumeration)
    .map((e) => e.name);
  assert.deepEqual(global.sort(), [
    ...[
      "DBPatch",
      "Event",
      "EventLog",
      "Experimenter",
      "ExperimenterGroup",
      "GroupExperimenterMap",
      "Namespace",
      "Node",
    ],
    ...["Session", "Share", "ShareMember"],
  ]);
  assert.ok(model.entity("PixelsType").enumeration && model.entity("JobStatus").enumeration);
  assert.ok(!model.entity("SessionAnnotationLink").global, "a link of an annotation always has an owner");
});

test("each enumeration of the model has its values, beside formats, which come with the importer", () => {
  const enumerations = [...model.entities.values()].filter((entity) => entity.enumeration).map((entity) => entity.name);
  assert.deepEqual(Object.keys(ENUMERATIONS).sort(), enumerations.filter((name) => name !== "Format").sort());
});

test("fields of sister classes that differ in type keep columns of their own", () => {
  const column = (entity: string) => {
    const field = model.entity(entity).fields.get("type");
    return field?.kind === "reference" ? `${field.column} → ${field.target}` : undefined;
  };
  assert.deepEqual([column("Laser"), column("Arc")], ["Laser_type → LaserType", "Arc_type → ArcType"]);
  const y = model.entity("Ellipse").fields.get("y");
  assert.equal(y?.kind === "scalar" && y.column, "y", "a field of the same type is shared");
});

test("an entity is found by each name that clients use, and by no other", () => {
  for (const name of ["Plate", "ome.model.screen.Plate", "omero.model.Plate", "omero.model.PlateI"]) {
    assert.equal(model.find(name)?.name, "Plate", name);
  }
  for (const name of ["plate", "PlateI", "ome.model.core.Plate", "::omero::model::Plate", "omero.model.", ""]) {
    assert.equal(model.find(name), undefined, name);
  }
  assert.equal(model.find("FilesetAnnotationLink")?.javaName, "ome.model.annotations.FilesetAnnotationLink");
});
