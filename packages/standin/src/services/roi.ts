import type { SliceObject } from "@omero-archiver/ice";
import { plainValue } from "../values.js";
import { objectsFor, ownedBy } from "./asked.js";
import type { Operations, Service } from "./service.js";

/** Regions of interest with their shapes. */
const operations: Operations = {
  findByImage: (call, imageId: number, options: SliceObject | null) => {
    const [owner, group] = [
      plainValue<number | bigint>(options?.userId),
      plainValue<number | bigint>(options?.groupId),
    ];
    const { and, values } = ownedBy("r", {
      ...(owner !== undefined && { ownerId: Number(owner) }),
      ...(group !== undefined && { groupId: Number(group) }),
    });
    const rois = objectsFor(
      call,
      `select distinct r from Roi r left outer join fetch r.shapes where r.image.id = :image${and}`,
      { image: Number(imageId), ...values },
    );
    return { $type: "::omero::api::RoiResult", opts: options, rois, byZ: new Map(), byT: new Map() };
  },
};

export const roiService: Service = { stateful: false, operations };
