import { generate } from "selfsigned";

/** A certificate for localhost, signed by itself as OMERO's are. */
export async function certificate(name = "localhost"): Promise<{ key: string; cert: string }> {
  const { private: key, cert } = await generate([{ name: "commonName", value: name }], {
    keySize: 2048,
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: name }] }],
  });
  return { key, cert };
}
