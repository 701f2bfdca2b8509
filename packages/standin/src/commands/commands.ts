import type { SliceObject } from "@omero-archiver/ice";
import { chgrp, chown } from "./chgrp-chown.js";
import { chmod } from "./chmod.js";
import { doAll, skipHead } from "./combined.js";
import { type Command, failed } from "./command.js";
import { deleteObjects } from "./delete.js";
import { diskUsage } from "./disk-usage.js";
import { findChildren, findParents } from "./find.js";
import { imageBinaries, originalMetadata, usedFiles } from "./image-files.js";
import { legalTargets } from "./legal-targets.js";
import { resetPassword, sendEmail } from "./mail.js";
import { save } from "./save.js";
import { currentSessions, updateSessionTimeout } from "./sessions.js";

/** The requests that the server takes, by type. */
const COMMANDS: Readonly<Record<string, Command>> = {
  Chgrp2: chgrp,
  Chmod2: chmod,
  Chown2: chown,
  CurrentSessionsRequest: currentSessions,
  Delete2: deleteObjects,
  DiskUsage2: diskUsage,
  DoAll: doAll,
  FindChildren: findChildren,
  FindParents: findParents,
  LegalGraphTargets: legalTargets,
  ListRequests: () => ({
    $type: "::omero::cmd::ListRequestsRsp",
    list: Object.keys(COMMANDS)
      .map(typeIdOf)
      .map(($type) => ({ $type })),
  }),
  ManageImageBinaries: imageBinaries,
  OriginalMetadataRequest: originalMetadata,
  ResetPasswordRequest: resetPassword,
  Save: save,
  SendEmailRequest: sendEmail,
  SkipHead: skipHead,
  Timing: () => ({ $type: "::omero::cmd::OK" }),
  UpdateSessionTimeoutRequest: updateSessionTimeout,
  UsedFilesRequest: usedFiles,
};

const SAVE = "::omero::api::Save";

function typeIdOf(name: string): string {
  return name === "Save" ? SAVE : `::omero::cmd::${name}`;
}

export function commandFor(request: SliceObject): Command {
  const name = request.$type.slice(request.$type.lastIndexOf(":") + 1);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command;
  return () => {
    throw failed(request, "unsupported", { message: `This stand-in for an OMERO.server has no ${name}` });
  };
}
