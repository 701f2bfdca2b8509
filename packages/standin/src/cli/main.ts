import { Command, InvalidArgumentError } from "commander";
import { withDemoWorld } from "../demo/first-start.js";
import { StandIn } from "../standin.js";
import { rootPasswordFor } from "./root-password.js";

interface Options {
  readonly data: string;
  readonly host: string;
  readonly sslPort: number;
  readonly tcpPort: number;
  readonly rootPassword?: string;
  readonly empty?: boolean;
  readonly python?: string;
}

const program = new Command("omero-standin")
  .description("A stand-in for an OMERO.server: for demonstrations and tests, not for anybody's images")
  .requiredOption("--data <directory>", "where it keeps its data; made at the first start")
  .option("--host <address>", "the address to listen on", "127.0.0.1")
  .option("--ssl-port <number>", "port for TLS; 0: any free one", port, 4064)
  .option("--tcp-port <number>", "port for plain tcp; 0: any free one", port, 4063)
  .option(
    "--root-password <text>",
    "root's password (or OMERO_ROOT_PASSWORD); default: made up at the first start, and kept in the data directory's file root-password",
  )
  .option("--empty", "at the first start: make no users and images for demonstration")
  .option("--python <program>", "a Python with OMERO's client, to run scripts with (default: none are run)")
  .addHelpText(
    "after",
    `
When it is ready it prints one line of JSON with its ports and its certificate's file.
The demonstration's users are ada, ben, chen and dora, and archiver, an administrator with few privileges; their passwords
are their names with -demo: ada-demo ...`,
  )
  .action(serve);

await program.parseAsync();

async function serve(options: Options): Promise<void> {
  const { data: dataDir, host, sslPort, tcpPort, empty, python } = options;
  const rootPassword = rootPasswordFor(dataDir, options.rootPassword ?? process.env.OMERO_ROOT_PASSWORD);
  const start = () =>
    StandIn.start({
      dataDir,
      host,
      sslPort,
      tcpPort,
      ...(python && { python }),
      ...(rootPassword !== undefined && { rootPassword }),
    });
  const standIn = await (empty ? start() : withDemoWorld(dataDir, rootPassword, start)).catch((error: Error) =>
    program.error(error.message),
  );
  const { ports, certificateFile: certificate } = standIn;
  console.log(JSON.stringify({ ready: true, host, sslPort: ports.ssl, tcpPort: ports.tcp, certificate }));
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      void standIn.close().then(() => process.exit(0));
    });
  }
}

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new InvalidArgumentError("not a port");
  return number;
}
