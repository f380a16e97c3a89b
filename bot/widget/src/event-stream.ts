/** One server-sent event (WHATWG HTML, 9.2.6); `id` is null for an event without one. */
export interface ServerEvent {
  id: number | null;
  name: string;
  data: string;
}

/**
 * Reads server-sent events from a response body.
 *
 * `fetch` and not `EventSource`, because only `fetch` can send the token in a header.
 * `onActivity` is called for every chunk, heartbeats included.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onActivity: () => void,
): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let unread = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onActivity();
    unread = (unread + decoder.decode(value, { stream: true })).replace(/\r\n/g, "\n");
    const blocks = unread.split("\n\n");
    unread = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event) yield event;
    }
  }
}

function parseEvent(block: string): ServerEvent | null {
  const event: ServerEvent = { id: null, name: "message", data: "" };
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [, field, value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "id") event.id = Number(value);
    else if (field === "event") event.name = value;
    else if (field === "data") data.push(value);
  }
  event.data = data.join("\n");
  return data.length ? event : null;
}
