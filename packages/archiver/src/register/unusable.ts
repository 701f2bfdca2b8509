/** The register can't be kept where the configuration says. */
export class RegisterUnusable extends Error {
  override readonly name = "RegisterUnusable";
}
