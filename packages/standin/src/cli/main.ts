import { Command, InvalidArgumentError } from "commander";
import { StandIn } from "../standin.js";

interface Options {
  readonly data: string;
  readonly host: string;
  readonly sslPort: number;
  readonly tcpPort: number;
  readonly rootPassword?: string;
  readonly empty?: boolean;
}

const program = new Command("omero-standin")
  .description("A stand-in for an OMERO.server: for demonstrations and tests, not for anybody's images")
  .requiredOption("--data <directory>", "where it keeps its data; made at the first start")
  .option("--host <address>", "the address to listen on", "127.0.0.1")
  .option("--ssl-port <number>", "port for TLS; 0: any free one", port, 4064)
  .option("--tcp-port <number>", "port for plain tcp; 0: any free one", port, 4063)
  .option("--root-password <text>", "root's password (or OMERO_ROOT_PASSWORD); needed at the first start")
  .option("--empty", "start without the demonstration's users and images")
  .action(serve);

await program.parseAsync();

async function serve(options: Options): Promise<void> {
  if (!options.empty) {
    program.error("There is no demonstration world yet: start with --empty.");
  }
  const rootPassword = options.rootPassword ?? process.env.OMERO_ROOT_PASSWORD;
  const standIn = await StandIn.start({
    dataDir: options.data,
    host: options.host,
    sslPort: options.sslPort,
    tcpPort: options.tcpPort,
    ...(rootPassword !== undefined && { rootPassword }),
  });
  console.log(
    JSON.stringify({ ready: true, host: options.host, sslPort: standIn.ports.ssl, tcpPort: standIn.ports.tcp }),
  );
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      console.error(`${signal}: ending`);
      void standIn.close().then(() => process.exit(0));
    });
  }
}

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new InvalidArgumentError("not a port");
  return number;
}
