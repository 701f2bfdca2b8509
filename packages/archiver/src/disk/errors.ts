/** Whether a system call failed in one of these ways. */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException | undefined)?.code ?? "");
}

/** Whether link(2) failed because there are no hard links here. */
export function hasNoHardLinks(error: unknown): boolean {
  return isCode(error, "EPERM", "EOPNOTSUPP", "ENOTSUP", "ENOSYS", "EXDEV");
}
