import type { FailureCode } from "./texts.nl";
import type { Choice, Message } from "./types";

/**
 * How the widget stands with the server.
 *
 * `starting`: not reached yet; `reconnecting`: it was reached before; `unreachable`: tried several
 * times; `refused`: the server does not serve this website; `expired`: the conversation ended.
 */
export type Connection =
  | "idle"
  | "starting"
  | "online"
  | "reconnecting"
  | "offline"
  | "unreachable"
  | "refused"
  | "expired";

/** A message of the visitor that the server has not sent back yet. */
export interface Outgoing {
  clientId: string;
  text: string;
  choice: string | null;
  status: "queued" | "accepted" | "failed";
  failure: FailureCode | null;
}

export interface State {
  connection: Connection;
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
  lastEventId: number;
  typing: boolean;
  whatsapp: boolean;
}

export const initialState: State = {
  connection: "idle",
  messages: [],
  outgoing: [],
  lastEventId: 0,
  typing: false,
  whatsapp: false,
};

export type Action =
  | { type: "connection"; connection: Connection }
  | { type: "messages"; messages: readonly Message[]; lastEventId: number }
  | { type: "typing"; on: boolean }
  | { type: "offers"; whatsapp: boolean }
  | { type: "queue"; clientId: string; text: string; choice: string | null }
  | { type: "accept"; clientId: string }
  | { type: "fail"; clientId: string; failure: FailureCode }
  | { type: "requeue"; clientIds: readonly string[] }
  | { type: "clear" };

/** Returns the state after an action; the given state is left as it was. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case "connection":
      return {
        ...state,
        connection: action.connection,
        typing: action.connection === "online" && state.typing,
      };
    case "messages":
      return merge(state, action.messages, action.lastEventId);
    case "typing":
      return { ...state, typing: action.on };
    case "offers":
      return { ...state, whatsapp: action.whatsapp };
    case "queue": {
      const { clientId, text, choice } = action;
      const message: Outgoing = { clientId, text, choice, status: "queued", failure: null };
      return { ...state, outgoing: [...state.outgoing, message] };
    }
    case "accept":
      return change(state, [action.clientId], { status: "accepted", failure: null });
    case "fail":
      return change(state, [action.clientId], { status: "failed", failure: action.failure });
    case "requeue":
      return change(state, action.clientIds, { status: "queued", failure: null });
    case "clear":
      return initialState;
  }
}

/** Returns the buttons that still count: those after the visitor's latest message. */
export function openChoices(state: State): ReadonlySet<Choice> {
  if (state.outgoing.some((message) => message.status !== "failed")) return new Set();
  const fromUser = state.messages.map((message) => message.from).lastIndexOf("user");
  return new Set(state.messages.slice(fromUser + 1).flatMap((message) => message.buttons ?? []));
}

/** Whether the visitor said something last, and it was not refused. */
export function awaitsReply(state: State): boolean {
  const last = state.outgoing[state.outgoing.length - 1];
  if (last) return last.status === "accepted";
  return state.messages[state.messages.length - 1]?.from === "user";
}

function merge(state: State, messages: readonly Message[], lastEventId: number): State {
  const known = new Map(state.messages.map((message) => [message.id, message]));
  for (const message of messages) known.set(message.id, message);
  const arrived = new Set(messages.map((message) => message.client_id));
  return {
    ...state,
    messages: [...known.values()].sort((one, other) => one.id - other.id),
    outgoing: state.outgoing.filter((message) => !arrived.has(message.clientId)),
    lastEventId: Math.max(state.lastEventId, lastEventId),
  };
}

function change(state: State, clientIds: readonly string[], part: Partial<Outgoing>): State {
  const outgoing = state.outgoing.map((message) =>
    clientIds.includes(message.clientId) ? { ...message, ...part } : message,
  );
  return { ...state, outgoing };
}
