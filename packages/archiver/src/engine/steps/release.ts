import { lstatSync, renameSync } from "node:fs";
import { syncFolders } from "../../disk/durable.js";
import { within } from "../../disk/folders.js";
import { homeFor } from "../../disk/home.js";
import { failurePoint } from "../failure-points.js";
import { removeQuietly, temporaryName } from "../leftovers.js";
import { placeOf } from "../originals.js";
import { anew } from "../outcome.js";
import { phase } from "../phase.js";
import { throwAway } from "../store-files.js";
import { changeOfHeld } from "./replace.js";

/** Lets replaced originals go: at once, or into the folder of those that are held for `undo`. */
export const release = phase(async (round, { folders, rules }) => {
  await round.each((task) => {
    const place = placeOf(folders, task);
    const home = homeFor(folders, place.way, "swap");
    const name = temporaryName(task.key, task.token, "held");
    const change = changeOfHeld(home, name, task);
    if (change !== undefined) {
      renameSync(within(home, name), within(place.folder, place.name));
      syncFolders([place.folder]);
      throwAway(folders, rules.store, task.evidence);
      throw anew(`${task.path}: after it was replaced ${change}; the original is back in its place`);
    }
    if (rules.hold === 0) {
      removeQuietly(home, name);
      failurePoint("replace: held original gone");
      return undefined;
    }
    if (!lstatSync(within(home, name), { throwIfNoEntry: false })) return undefined;
    const kept = homeFor(folders, place.way, "held");
    renameSync(within(home, name), within(kept, name));
    return { heldPath: `${kept.path}/${name}` };
  });
});

/** Puts the originals of a batch back over their links: OMERO can't read them where the links lead. */
export const putBack = phase(async (round, { folders }) => {
  await round.each((task) => {
    const place = placeOf(folders, task);
    const home = homeFor(folders, place.way, "swap");
    renameSync(within(home, temporaryName(task.key, task.token, "held")), within(place.folder, place.name));
    syncFolders([place.folder]);
    return undefined;
  });
});
