/** The conversation's token, kept by the browser for this tab alone. */

const KEY = "movewell-chat";

/** Keeps a token in `sessionStorage`, or in memory where the browser forbids that. */
export class TokenStorage {
  private memory: string | null = null;

  read(): string | null {
    try {
      return sessionStorage.getItem(KEY);
    } catch {
      return this.memory;
    }
  }

  write(token: string | null) {
    this.memory = token;
    try {
      if (token) sessionStorage.setItem(KEY, token);
      else sessionStorage.removeItem(KEY);
    } catch {
      // Storage is switched off: the conversation lasts until the next page.
    }
  }
}
