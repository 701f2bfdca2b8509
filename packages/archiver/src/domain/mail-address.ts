/** No mailbox has a longer name (RFC 5321, 4.5.3.1.3). */
const LONGEST = 254;

/** Whether a text is one address as mail servers take it, and nothing that could be read as more than that. */
export function isMailAddress(text: string): boolean {
  return text.length <= LONGEST && /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(text);
}
