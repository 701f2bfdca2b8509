import { join } from "node:path";
import { OmeroClient } from "@omero-archiver/omero";
import { Importer } from "./importer.js";
import { demoPassword, makePeople, PEOPLE } from "./people.js";

/** Where the server listens, and its administrator. */
export interface DemoServer {
  readonly host: string;
  readonly port: number;
  readonly transport: "tcp" | "ssl";
  readonly fingerprint?: string;
  readonly rootPassword: string;
}

/**
 * Fills a new server with users, groups, projects, a plate and images of every kind, through its own protocol: each user logs
 * in and imports.
 */
export async function createDemoWorld(server: DemoServer, dataDir: string): Promise<void> {
  const connect = (user: string, password: string) =>
    OmeroClient.connect({
      host: server.host,
      port: server.port,
      transport: server.transport,
      ...(server.fingerprint ? { tls: { fingerprint: server.fingerprint } } : {}),
      login: { user, password },
      agent: "demo",
    });
  const root = await connect("root", server.rootPassword);
  const groups = await makePeople(root).finally(() => root.close());
  for (const { login, groups: own } of PEOPLE) {
    const client = await connect(login, demoPassword(login));
    try {
      const { userId } = await client.whoAmI();
      await WORK[login]?.(
        new Importer(client, dataDir, { login, id: userId }, groups.get(own[0] ?? "") ?? -1),
        dataDir,
      );
    } finally {
      await client.close();
    }
  }
}

/** What each of them has. */
const WORK: Readonly<Record<string, (importer: Importer, dataDir: string) => Promise<void>>> = {
  async ada(importer) {
    const single = await importer.importFileset({
      files: [{ fileName: "section-01.ome.tiff", images: [{ name: "section-01", seed: 1, size: 384 }] }],
    });
    const series = await importer.importFileset({
      files: [
        {
          fileName: "overview.ome.tiff",
          images: [1, 2, 3].map((n) => ({ name: `overview [Series ${n}]`, seed: 10 + n })),
        },
      ],
    });
    const split = await importer.importFileset({
      files: [
        { fileName: "stack_1.ome.tiff", images: [{ name: "stack [position 1]", seed: 21 }] },
        { fileName: "stack_2.ome.tiff", images: [{ name: "stack [position 2]", seed: 22 }] },
      ],
      companion: "stack.companion.ome",
    });
    const odd = await importer.importFileset({
      files: [
        {
          fileName: "Zellkern µm 細胞 = 100 %.ome.tiff",
          images: [{ name: "a = b\nsecond line, 細胞 🔬", seed: 31, size: 128 }],
        },
      ],
    });
    await importer.project("Kidney development", { "day 1": [...single, ...series], "day 2": [...split, ...odd] });
  },
  /** Four images of OMERO 4, chained by the files they share. */
  async ben(importer) {
    const shared: number[] = [];
    for (const n of [1, 2, 3])
      shared.push(
        await importer.importOriginal(`slide ${n}.ome.tiff`, { name: `slide ${n}`, seed: 40 + n, size: 128 }),
      );
    const chain = [[0], [0, 1], [1, 2], [2]];
    const images: number[] = [];
    for (const [n, files] of chain.entries()) {
      images.push(
        await importer.importOldImage(
          { name: `axon ${n + 1}.lsm`, seed: 50 + n, size: 128 },
          files.map((i) => shared[i] ?? -1),
        ),
      );
    }
    await importer.project("Axons 2011", { "confocal 1": images.slice(0, 2), "confocal 2": images.slice(2) });
  },
  async chen(importer) {
    const wells = await importer.importFileset({
      files: ["A1", "A2", "A3", "A4"].map((well, n) => ({
        fileName: `plate-7_${well}.ome.tiff`,
        images: [{ name: `plate-7 [Well ${well}]`, seed: 60 + n, size: 192 }],
      })),
      companion: "plate-7.companion.ome",
    });
    await importer.plate("Compound screen", "plate 7", wells);
  },
  /** Imported in place: the repository holds only links, which the archiver leaves alone. */
  async dora(importer, dataDir) {
    const inPlace = await importer.importFileset({
      files: [{ fileName: "lecture.ome.tiff", images: [{ name: "lecture", seed: 70, size: 128 }] }],
      inPlace: join(dataDir, "..", "elsewhere"),
    });
    const own = await importer.importFileset({
      files: [{ fileName: "exercise.ome.tiff", images: [{ name: "exercise", seed: 71, size: 128 }] }],
    });
    await importer.project("Histology course", { "week 1": [...inPlace, ...own] });
  },
};
