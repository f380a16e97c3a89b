/** How each kind of message looks. Text is only ever set as text. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { icons } from "./icons";
import { headingUrl, isThisPage, telUrl, webUrl } from "./links";
import { isOffer, slotDays } from "./slots";
import type { Outgoing } from "./state";
import { listItem, textBlocks, withoutLines } from "./text-blocks";
import { texts } from "./texts.nl";
import type { Choice, Message, Source } from "./types";

/** What the messages need to know of the widget around them. */
export interface MessageContext {
  openChoices: ReadonlySet<Choice>;
  serverUrl: string;
  articleUrl: string;
  choose(choice: Choice): void;
  followSource(event: Event): void;
  retry(message: Outgoing): void;
}

/** Shows a message that the server knows. */
export function messageView(message: Message, context: MessageContext): TemplateResult {
  return message.from === "user" ? userView(message.text, nothing) : botView(message, context);
}

/** Shows a message that is being sent, or that could not be. */
export function outgoingView(message: Outgoing, context: MessageContext): TemplateResult {
  const waits = message.failure === "network" && !navigator.onLine;
  if (message.failure && !waits) {
    const again = ["network", "rate_limited", "refused"].includes(message.failure);
    return userView(
      message.text,
      html`<p class="status failed">
        ${texts.failed[message.failure]}
        ${again
          ? html`<button class="plain" @click=${() => context.retry(message)}>
              ${texts.retry}
            </button>`
          : nothing}
      </p>`,
    );
  }
  const status = waits ? texts.waiting : message.status === "queued" ? texts.sending : "";
  return userView(message.text, status ? html`<p class="status">${status}</p>` : nothing);
}

function userView(text: string, status: TemplateResult | typeof nothing) {
  return html`<div class="message user">
    <span class="hidden">${texts.you}:</span>
    <p class="bubble">${text}</p>
    ${status}
  </div>`;
}

function botView(message: Message, context: MessageContext) {
  const buttons = (message.buttons ?? []).filter((choice) => context.openChoices.has(choice));
  const slots = message.kind === "slots" ? slotDays(message.text, buttons) : null;
  const titles = new Set(buttons.map((choice) => choice.title));
  const source = message.source ? `Bron: ${message.source.heading}` : null;
  const whole = message.kind === "urgent" ? message.text.replace(/\n/g, "\n\n") : message.text;
  const text = withoutLines(
    whole,
    (line) =>
      line === source ||
      (message.calendar_url && line.endsWith(message.calendar_url)) ||
      titles.has(listItem(line)) ||
      (slots !== null && isOffer(line)),
  );
  return html`<div class="message bot ${message.kind}">
    <span class="hidden">${texts.bot}:</span>
    <div class="bubble">
      ${message.kind === "urgent"
        ? html`<p class="heading">${icons.alert} ${texts.urgent}</p>`
        : nothing}
      ${textView(text, message.kind === "confirmation")}
      ${message.source ? sourceView(message.source, context) : nothing}
      ${calendarView(message, context)}
    </div>
    ${callsView(message)}
    ${slots
      ? html`<div class="slots" role="group" aria-label=${texts.slots}>
          ${slots.days.map(
            (day) => html`<div role="group" aria-label=${day.name}>
              <p class="day" aria-hidden="true">${day.name}</p>
              <div class="times">
                ${day.slots.map(
                  (slot) => html`<button
                    class="choice slot"
                    @click=${() => context.choose(slot.choice)}
                  >
                    <b>${slot.time}</b> ${slot.who ? html`<span>${slot.who}</span>` : nothing}
                  </button>`,
                )}
              </div>
            </div>`,
          )}
          ${choicesView(slots.others, context)}
        </div>`
      : buttons.length
        ? html`<div role="group" aria-label=${texts.choices}>
            ${choicesView(buttons, context)}
          </div>`
        : nothing}
  </div>`;
}

/** Shows buttons that answer for the visitor. */
export function choicesView(choices: readonly Choice[], context: Pick<MessageContext, "choose">) {
  return html`<div class="choices">
    ${repeat(
      choices,
      (choice) => choice.id,
      (choice) => html`<button class="choice" @click=${() => context.choose(choice)}>
        ${choice.title}
      </button>`,
    )}
  </div>`;
}

function textView(text: string, withFacts: boolean) {
  return textBlocks(text, withFacts).map((block) => {
    if (block.type === "paragraph")
      return html`<p>${block.lines.map((line, i) => html`${i ? html`<br />` : nothing}${lineView(line)}`)}</p>`;
    if (block.type === "facts")
      return html`<dl>
        ${block.facts.map(([label, value]) => html`<dt>${label}</dt> <dd>${value}</dd>`)}
      </dl>`;
    const items = block.items.map((item) => html`<li>${item}</li>`);
    return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
  });
}

/** Shows a line, with web addresses and the clinic's telephone number as links. */
function lineView(line: string) {
  const number = /^Telefoon: (.+)$/.exec(line)?.[1];
  const tel = number && telUrl(number);
  if (tel) return html`Telefoon: <a href=${tel}>${number}</a>`;
  return line.split(/(https?:\/\/[^\s,;]*[^\s,;.?!)])/).map((part, i) => {
    const url = i % 2 ? webUrl(part, location.href) : null;
    return url ? html`<a href=${url} target="_blank" rel="noopener">${part}</a>` : part;
  });
}

function sourceView(source: Source, context: MessageContext) {
  const label = html`<span>${texts.source} <b>${source.heading}</b></span>`;
  const url =
    webUrl(source.url, context.serverUrl) ??
    (context.articleUrl ? headingUrl(context.articleUrl, source.heading) : null);
  if (!url) return html`<p class="source">${icons.article} ${label}</p>`;
  const here = isThisPage(url);
  return html`<a
    class="source"
    href=${url}
    target=${here ? "_self" : "_blank"}
    rel="noopener"
    data-heading=${source.heading}
    @click=${context.followSource}
    >${icons.article} ${label}
    <span class="hidden">(${texts.sourceHint}${here ? "" : `, ${texts.newTab}`})</span></a
  >`;
}

/** Links to the calendar file, in the words with which the text introduces its address. */
function calendarView({ calendar_url: address, text }: Message, context: MessageContext) {
  const url = webUrl(address, context.serverUrl);
  if (!address || !url) return nothing;
  const line = text.split("\n").find((each) => each.trim().endsWith(address));
  const label = line?.split(":")[0]?.trim() || texts.calendar;
  return html`<a class="action" href=${url} download
    >${icons.calendar} ${label} <span class="hidden">(${texts.calendarHint})</span></a
  >`;
}

/** Shows the numbers to call; those that the advice begins with stand out. */
function callsView({ call, text }: Message) {
  if (!call?.length) return nothing;
  const lead = text.split("\n")[0] ?? "";
  return html`<div class="calls">
    ${call.map(({ number, label }) => callView(number, label, lead.includes(number)))}
  </div>`;
}

/** Shows a link that calls a number, or the number as text if it is none. */
export function callView(number: string, label: string, isFirst = false) {
  const url = telUrl(number);
  const words = label || texts.call(number);
  if (!url) return html`<p>${words}</p>`;
  return html`<a class="action call ${isFirst ? "first" : ""}" href=${url}>${icons.phone} ${words}</a>`;
}
