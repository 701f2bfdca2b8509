import type { OmeroClient } from "@omero-archiver/omero";

/** The user may not do that. */
export class NotAllowed extends Error {
  override readonly name = "NotAllowed";
}

/** @returns the administrator's name @param what only they may do @throws NotAllowed */
export async function checkIsAdmin(client: OmeroClient, what: string): Promise<string> {
  const me = await client.whoAmI();
  if (!me.isAdmin) throw new NotAllowed(`${me.userName} is no administrator of OMERO: only administrators ${what}`);
  return me.userName;
}
