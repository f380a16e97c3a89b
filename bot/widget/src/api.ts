import type { History, Session } from "./types";

const TIMEOUT_MS = 15_000;

/** What the server answered when it did not do what was asked. `status` 0: it was not reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryAfterSeconds = 0,
  ) {
    super(code);
  }
}

/** The calls of the website channel; each throws {@link ApiError}. */
export class Api {
  constructor(readonly base: string) {}

  createSession(): Promise<Session> {
    return this.call("POST", "session", null, {});
  }

  /** Sends one message; the same `client_id` sent twice is handled once. */
  async send(token: string, message: { client_id: string; text?: string; choice?: string }) {
    await this.call("POST", "messages", token, message);
  }

  history(token: string): Promise<History> {
    return this.call("GET", "history", token);
  }

  /** Returns a link with which the conversation goes on over WhatsApp. */
  async handOver(token: string) {
    const { url } = await this.call<{ url: string }>("POST", "handover", token, {});
    return url;
  }

  async erase(token: string) {
    await this.call("DELETE", "session", token);
  }

  /** Opens the stream of server-sent events after `lastEventId`. */
  async events(token: string, lastEventId: number, signal: AbortSignal) {
    const response = await this.fetch("events", {
      headers: { ...authorization(token), "Last-Event-ID": String(lastEventId) },
      signal,
    });
    if (!response.body) throw new ApiError(0, "network");
    return response.body;
  }

  private async call<T>(method: string, path: string, token: string | null, body?: unknown) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await this.fetch(path, {
        method,
        headers: {
          ...authorization(token),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: abort.signal,
      });
      if (response.status === 204 || response.status === 202) return undefined as T;
      return (await response.json()) as T;
    } catch (error) {
      throw error instanceof ApiError ? error : new ApiError(0, "network");
    } finally {
      clearTimeout(timer);
    }
  }

  private async fetch(path: string, options: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.base}/webhooks/website/${path}`, {
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        ...options,
      });
    } catch {
      throw new ApiError(0, "network");
    }
    if (response.ok) return response;
    const answer = await response.json().catch(() => ({}));
    throw new ApiError(
      response.status,
      String(answer.error ?? response.status),
      Number(response.headers.get("Retry-After")) || 0,
    );
  }
}

function authorization(token: string | null): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {};
}
