import { experimenterNamed } from "../sessions/people.js";
import { type Command, failed } from "./command.js";

/** SendEmailRequest: for administrators; and the stand-in sends no mail. */
export const sendEmail: Command = ({ viewer }, request) => {
  if (!viewer.isAdmin) throw failed(request, "no-permissions");
  throw failed(request, "no-mail", { message: "This stand-in for an OMERO.server sends no mail" });
};

/** ResetPasswordRequest: for who knows the address on record; and the stand-in sends no mail. */
export const resetPassword: Command = ({ backend }, request) => {
  const user = experimenterNamed(backend.store, String(request.omename));
  if (user === undefined) throw failed(request, "unknown-user");
  if (!user.email) throw failed(request, "unknown-email");
  if (user.email !== request.email) throw failed(request, "not-match");
  throw failed(request, "no-mail", { message: "This stand-in for an OMERO.server sends no mail" });
};
