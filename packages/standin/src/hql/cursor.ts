import { IllegalQuery } from "./errors.js";
import { type Token, tokens } from "./lexer.js";

const END: Token = { kind: "end", text: "" };

/** Walks over the tokens of a query. */
export class Cursor {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(text: string) {
    this.tokens = tokens(text);
  }

  /** The token `ahead` of the next one. */
  peek(ahead = 0): Token {
    return this.tokens[this.at + ahead] ?? END;
  }

  /** Whether the next tokens are these keywords or symbols. */
  looksAt(...expected: string[]): boolean {
    return expected.every((text, i) => is(this.peek(i), text));
  }

  /** Goes past the next tokens if they are these. */
  take(...expected: string[]): boolean {
    const found = this.looksAt(...expected);
    if (found) this.at += expected.length;
    return found;
  }

  /** @throws IllegalQuery where another token stands */
  expect(text: string): void {
    if (!this.take(text)) this.fail(text);
  }

  next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  /** A name that is no keyword, if one comes next. */
  takeName(): string | undefined {
    const token = this.peek();
    if (token.kind !== "word" || (token.keyword !== undefined && !this.isWeak(0))) return undefined;
    this.at++;
    return token.text;
  }

  /** A name where nothing else can stand: there keywords are names, too. */
  expectName(): string {
    const token = this.next();
    if (token.kind !== "word") {
      this.at--;
      this.fail("a name");
    }
    return token.text;
  }

  /** `order` and `group` are names unless `by` follows. */
  private isWeak(ahead: number): boolean {
    return (this.looksAt("order") || this.looksAt("group")) && !is(this.peek(ahead + 1), "by");
  }

  fail(expected: string): never {
    const token = this.peek();
    throw new IllegalQuery(
      token.kind === "end"
        ? `unexpected end, expected ${expected}`
        : `unexpected token: ${token.text}, expected ${expected}`,
    );
  }
}

function is(token: Token, text: string): boolean {
  return token.kind === "word" ? token.text.toLowerCase() === text : token.kind === "symbol" && token.text === text;
}
