import { closure } from "../../../omero/closure.js";
import { imagesOf } from "../../../omero/objects.js";
import { expect, type Step } from "../checks.js";
import type { SmallImage } from "../images.js";
import type { World } from "../world.js";

/** What is found of two images that share a file, in a dataset of a project. */
export function queriesStory(world: World, images: readonly SmallImage[], project: number): Step[] {
  const ids = images.map(({ id }) => id).sort((a, b) => a - b);
  return [
    [
      "the images of a project are found",
      async () => {
        expect("images", await imagesOf(world.admin, [{ type: "Project", id: project }]), ids);
      },
    ],
    [
      "an image leads to the others that share its files, and to all files",
      async () => {
        const found = await closure(world.admin, ids.slice(0, 1));
        expect("sets of images that share files", found.length, 1);
        expect("images", found[0]?.images.map(({ id }) => id).sort(), ids);
        expect("original files", found[0]?.files.length, 1);
      },
    ],
    [
      "rows come page by page, each once and in order",
      async () => {
        const hql = "select i.id, i.name from Image i where i.id > :after and i.id in (:ids) order by i.id";
        const found: number[] = [];
        for await (const [id] of world.admin.pages(hql, { ids }, { group: "all", pageSize: 1 })) found.push(Number(id));
        expect("images", found, ids);
      },
    ],
  ];
}
