/** The messages of the channel's API, as the server sends them (docs/website.md, Kanaal-API). */

export type Kind = "text" | "answer" | "urgent" | "choices" | "slots" | "confirmation" | "error";

/** A button under a message; `id` is opaque and goes back to the server as the choice. */
export interface Choice {
  id: string;
  title: string;
}

/** The section of the article that an answer comes from; `url` is null if the clinic set none. */
export interface Source {
  heading: string;
  url: string | null;
}

/** A telephone number to call, such as `{number: "112", label: "Bel 112"}`. */
export interface Call {
  number: string;
  label: string;
}

export interface Message {
  id: number;
  from: "user" | "bot";
  client_id?: string | null;
  at: string;
  kind: Kind;
  text: string;
  source?: Source | null;
  buttons?: Choice[] | null;
  call?: Call[] | null;
  calendar_url?: string | null;
}

/** What the server offers besides the chat; `whatsapp`: the conversation can go on over WhatsApp. */
export interface Offers {
  whatsapp: boolean;
}

/** A token of a conversation and when it ends, an ISO 8601 time. */
export interface Session extends Offers {
  token: string;
  expires_at: string;
}

export interface History extends Offers {
  messages: Message[];
  last_event_id: number;
}
