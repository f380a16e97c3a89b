import type { ReactiveController, ReactiveControllerHost } from "lit";

import { Api, ApiError } from "./api";
import { readEvents } from "./event-stream";
import { type Action, type Connection, initialState, type Outgoing, reduce } from "./state";
import { TokenStorage } from "./storage";
import type { FailureCode } from "./texts.nl";
import type { Choice, Message } from "./types";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;
const FAILURES_UNTIL_UNREACHABLE = 4;
const SILENCE_MS = 45_000; // the server sends a heartbeat every 15 s
const SEND_ATTEMPTS = 3;
const SLOW_START_MS = 700;

/** The element that shows the conversation. */
export interface ConversationHost extends ReactiveControllerHost {
  readonly serverUrl: string;
  messageArrived(message: Message): void;
  failed(code: string): void;
}

/** One conversation with the bot: the session, the stream of replies and what is being sent. */
export class Conversation implements ReactiveController {
  state = initialState;
  private readonly storage = new TokenStorage();
  private token: string | null = null;
  private running: AbortController | null = null;
  private stream = new AbortController();
  private wake = () => {};
  private sending = false;

  constructor(private readonly host: ConversationHost) {
    host.addController(this);
  }

  hostConnected() {
    if (this.token) this.start();
    addEventListener("online", this.networkChanged);
    addEventListener("offline", this.networkChanged);
  }

  hostDisconnected() {
    removeEventListener("online", this.networkChanged);
    removeEventListener("offline", this.networkChanged);
    this.stop();
  }

  /** Connects, and stays connected until the element leaves the page or the conversation ends. */
  start() {
    if (this.running || ["expired", "refused"].includes(this.state.connection)) return;
    this.running = new AbortController();
    this.token ??= this.storage.read();
    setTimeout(() => this.state.connection === "idle" && this.show("starting"), SLOW_START_MS);
    void this.stayConnected(this.running.signal);
  }

  /** Sends what the visitor typed. */
  say(text: string) {
    this.enqueue(text, null);
  }

  /** Sends the visitor's choice of a button. */
  choose(choice: Choice) {
    this.enqueue(choice.title, choice.id);
  }

  /** Sends messages that failed once more. */
  retry(...messages: Outgoing[]) {
    this.dispatch({ type: "requeue", clientIds: messages.map((message) => message.clientId) });
    this.wake();
    void this.flush();
  }

  /** Begins a new conversation after the old one expired. */
  restart() {
    this.forget();
    this.start();
  }

  /** Erases the conversation, here and on the server. Throws {@link ApiError}. */
  async erase() {
    if (this.token && this.state.connection !== "expired") {
      try {
        await this.api.erase(this.token);
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 401)) throw error;
      }
    }
    this.restart();
  }

  /** Returns a link with which the conversation goes on over WhatsApp. Throws {@link ApiError}. */
  async handOver(): Promise<string> {
    const url = new URL(await this.api.handOver(this.token ?? ""));
    if (url.protocol !== "https:" || url.hostname !== "wa.me") throw new ApiError(0, "bad_address");
    return url.href;
  }

  private get api() {
    return new Api(this.host.serverUrl);
  }

  private stop() {
    this.running?.abort();
    this.running = null;
  }

  private forget() {
    this.stop();
    this.token = null;
    this.storage.write(null);
    this.dispatch({ type: "clear" });
  }

  private dispatch(action: Action) {
    this.state = reduce(this.state, action);
    this.host.requestUpdate();
  }

  private show(connection: Connection) {
    this.dispatch({ type: "connection", connection: navigator.onLine ? connection : "offline" });
  }

  private networkChanged = () => {
    if (!this.running) return;
    if (!navigator.onLine) this.show("offline");
    else {
      this.stream.abort(); // one from before the outage may hang for ever
      this.wake();
    }
  };

  private async stayConnected(stopped: AbortSignal) {
    let failures = 0;
    while (!stopped.aborted) {
      try {
        await this.openSession(stopped);
        await this.listen(stopped, () => (failures = 0));
      } catch (error) {
        if (stopped.aborted) return;
        if (error instanceof ApiError && this.hasEnded(error)) return this.stop();
      }
      if (stopped.aborted) return;
      failures += 1;
      this.showFailures(failures);
      await this.pause(failures);
    }
  }

  /** One failure is no news: proxies end long connections now and then. */
  private showFailures(failures: number) {
    if (failures >= FAILURES_UNTIL_UNREACHABLE) this.show("unreachable");
    else if (failures > 1) this.show(this.state.lastEventId ? "reconnecting" : "starting");
  }

  /** Makes a session, or reads back what this tab's session holds. */
  private async openSession(stopped: AbortSignal) {
    if (!this.token) {
      const { token, whatsapp } = await this.api.createSession();
      if (stopped.aborted) return;
      this.dispatch({ type: "offers", whatsapp });
      this.token = token;
      this.storage.write(token);
    } else if (!this.state.lastEventId) {
      const { messages, last_event_id: lastEventId, whatsapp } = await this.api.history(this.token);
      if (stopped.aborted) return;
      this.dispatch({ type: "offers", whatsapp });
      this.dispatch({ type: "messages", messages, lastEventId });
    }
  }

  /** Reads replies until the connection ends. */
  private async listen(stopped: AbortSignal, onOpen: () => void) {
    const stream = (this.stream = new AbortController());
    const stop = () => stream.abort();
    stopped.addEventListener("abort", stop);
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(stop, SILENCE_MS);
    };
    try {
      const body = await this.api.events(this.token ?? "", this.state.lastEventId, stream.signal);
      onOpen();
      alive();
      this.show("online");
      this.retry(...this.state.outgoing.filter((message) => message.failure === "network"));
      for await (const event of readEvents(body, alive)) {
        const data = JSON.parse(event.data);
        if (event.name === "typing") this.dispatch({ type: "typing", on: Boolean(data.on) });
        if (event.name === "message") this.receive(data as Message, event.id ?? 0);
      }
    } finally {
      clearTimeout(watchdog);
      stopped.removeEventListener("abort", stop);
    }
  }

  private receive(message: Message, lastEventId: number) {
    const isNew = !this.state.messages.some((known) => known.id === message.id);
    this.dispatch({ type: "messages", messages: [message], lastEventId });
    if (isNew) this.host.messageArrived(message);
  }

  /** Whether an error ends the conversation for good; then the visitor is told. */
  private hasEnded(error: ApiError): boolean {
    if (error.status === 403) this.dispatch({ type: "connection", connection: "refused" });
    else if (error.status === 401) this.dispatch({ type: "connection", connection: "expired" });
    else return false;
    this.host.failed(error.code);
    return true;
  }

  /** Waits longer after every failure, or until the network comes back. */
  private async pause(failures: number) {
    const longest = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
    await this.waitAtMost(longest * (0.5 + Math.random() / 2));
  }

  private async waitAtMost(milliseconds: number) {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, milliseconds);
    });
    this.wake = () => {};
  }

  private enqueue(text: string, choice: string | null) {
    this.dispatch({ type: "queue", clientId: newId(), text, choice });
    this.start();
    void this.flush();
  }

  /** Sends what is queued, one after the other, so that the order holds. */
  private async flush() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (;;) {
        const next = this.state.outgoing.find((message) => message.status === "queued");
        if (!next || !this.token) return;
        await this.post(next, this.token);
      }
    } finally {
      this.sending = false;
    }
  }

  private async post({ clientId, text, choice }: Outgoing, token: string) {
    const body = choice ? { client_id: clientId, choice } : { client_id: clientId, text };
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.api.send(token, body);
        return this.dispatch({ type: "accept", clientId });
      } catch (error) {
        const { status, code, retryAfterSeconds } = error as ApiError;
        const failure = failureOf(status, code);
        const passing = failure === "network" || failure === "rate_limited";
        if (!passing || attempt === SEND_ATTEMPTS || !navigator.onLine) {
          this.dispatch({ type: "fail", clientId, failure });
          if (passing) this.failQueue(failure);
          this.host.failed(code);
          if (status === 401 && this.token === token) {
            this.stop();
            this.dispatch({ type: "connection", connection: "expired" });
          }
          return undefined;
        }
        const seconds = Math.min(retryAfterSeconds || attempt, 10);
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      }
    }
  }

  /** What stands behind a message that cannot be sent now need not be tried. */
  private failQueue(failure: FailureCode) {
    for (const { clientId, status } of this.state.outgoing)
      if (status === "queued") this.dispatch({ type: "fail", clientId, failure });
  }
}

function failureOf(status: number, code: string): FailureCode {
  if (status === 0 || status >= 500) return "network";
  if (status === 401) return "session";
  if (status === 413) return "too_large";
  if (status === 429) return "rate_limited";
  return code === "choice_expired" ? "choice_expired" : "refused";
}

/** A random UUID; `crypto.randomUUID` exists on secure pages only. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
