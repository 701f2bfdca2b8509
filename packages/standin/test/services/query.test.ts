import assert from "node:assert/strict";
import { it } from "node:test";
import { created, rstring } from "@omero-archiver/omero";
import { idOf, Site } from "../support.js";

it("queries tell classes by their names in Java; services take their names in client libraries", async (test) => {
  const root = await (await Site.start(test)).root();
  const tag = await root.save(created("TagAnnotation", { textValue: rstring("red") }), { group: 0 });
  await root.save(created("CommentAnnotation", { textValue: rstring("so so") }), { group: 0 });
  assert.deepEqual(
    await root.projection("select type(a.class), count(a.id) from Annotation a group by a.class order by min(a.id)"),
    [
      ["ome.model.annotations.TagAnnotation", 1],
      ["ome.model.annotations.CommentAnnotation", 1],
    ],
  );
  for (const name of ["TagAnnotation", "TagAnnotationI", "omero.model.TagAnnotationI"]) {
    assert.equal(idOf(await root.query.find(name, idOf(tag))), idOf(tag), name);
  }
});
