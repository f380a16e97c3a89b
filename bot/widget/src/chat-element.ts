import { html, LitElement, nothing, type PropertyValues } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { accentProperties } from "./colours";
import { Conversation, type ConversationHost } from "./conversation";
import { trapTab } from "./focus";
import { icons } from "./icons";
import { isThisPage, telUrl, webUrl } from "./links";
import { callView, choicesView, type MessageContext, messageView, outgoingView } from "./message-view";
import { awaitsReply, openChoices } from "./state";
import { styles } from "./styles";
import { CLINIC, texts } from "./texts.nl";
import type { Message } from "./types";

const MOST_CHARACTERS = 4000;
const SLOW_MS = 20_000;

/** Where this script came from: the bot's own server, unless the page names another. */
const scriptOrigin = new URL((document.currentScript as HTMLScriptElement | null)?.src || location.href)
  .origin;

/**
 * `<movewell-chat>`: the chat widget. Attributes and events are described in docs/website.md.
 *
 * What stands between the tags is what visitors see without JavaScript or without this script.
 */
export class ChatElement extends LitElement implements ConversationHost {
  static override properties = {
    server: {},
    color: {},
    position: { reflect: true },
    theme: { reflect: true },
    greeting: {},
    clinic: {},
    phone: {},
    questions: {},
    articleUrl: { attribute: "article-url" },
    privacyUrl: { attribute: "privacy-url" },
    isOpen: { state: true },
    unread: { state: true },
    draftLength: { state: true },
    asksToErase: { state: true },
    notice: { state: true },
    whatsappUrl: { state: true },
    slow: { state: true },
  };
  static override styles = styles;

  declare server: string;
  declare color: string;
  declare position: string;
  declare theme: string;
  declare greeting: string;
  declare clinic: string;
  declare phone: string;
  declare questions: string;
  declare articleUrl: string;
  declare privacyUrl: string;
  private declare isOpen: boolean;
  private declare unread: number;
  private declare draftLength: number;
  private declare asksToErase: boolean;
  private declare notice: string;
  private declare whatsappUrl: string;
  private declare slow: boolean;

  private readonly conversation = new Conversation(this);
  private slowTimer: ReturnType<typeof setTimeout> | undefined;
  private shownMessages = 0;

  constructor() {
    super();
    this.server = scriptOrigin;
    this.position = "right";
    this.theme = "auto";
    this.color = this.greeting = this.phone = this.questions = "";
    this.clinic = CLINIC;
    this.articleUrl = this.privacyUrl = "";
    this.isOpen = this.asksToErase = this.slow = false;
    this.unread = this.draftLength = 0;
    this.notice = this.whatsappUrl = "";
  }

  /** The bot's server without a slash at the end. */
  get serverUrl(): string {
    return new URL(this.server || scriptOrigin, location.href).href.replace(/\/+$/, "");
  }

  /** Opens the dialog and connects. */
  open() {
    if (this.isOpen) return;
    this.isOpen = true;
    this.unread = 0;
    this.conversation.start();
    this.emit("open");
    void this.updateComplete.then(() => {
      this.find("textarea")?.focus();
      this.scrollToEnd();
    });
  }

  /** Closes the dialog; the conversation goes on. */
  close() {
    if (!this.isOpen) return;
    this.isOpen = this.asksToErase = false;
    this.whatsappUrl = "";
    this.emit("close");
    void this.updateComplete.then(() => this.find(".launcher")?.focus());
  }

  messageArrived(message: Message) {
    if (message.from === "bot") {
      this.slow = false;
      clearTimeout(this.slowTimer);
      if (!this.isOpen) this.unread += 1;
    }
    this.emit("message", { from: message.from, kind: message.kind });
  }

  failed(code: string) {
    this.emit("error", { code });
  }

  override willUpdate(changed: PropertyValues) {
    if (!changed.has("color")) return;
    for (const [name, value] of Object.entries(accentProperties(this.color ?? "")))
      this.style.setProperty(name, value);
  }

  override updated() {
    const { messages, outgoing } = this.conversation.state;
    const failed = outgoing.filter((message) => message.failure).length;
    const shown = messages.length + outgoing.length + failed; // a failure adds lines too
    if (shown !== this.shownMessages) this.scrollToEnd();
    this.shownMessages = shown;
  }

  override render() {
    return this.isOpen ? this.panel() : this.launcher();
  }

  private launcher() {
    return html`<button
      class="launcher"
      aria-haspopup="dialog"
      aria-expanded="false"
      @click=${this.open}
    >
      ${icons.chat} <span>${texts.launcher}</span>
      ${this.unread
        ? html`<span class="unread" aria-hidden="true">${this.unread}</span>
            <span class="hidden">(${texts.unread(this.unread)})</span>`
        : nothing}
    </button>`;
  }

  private panel() {
    const { state } = this.conversation;
    return html`<section
      class="panel"
      role="dialog"
      aria-modal="true"
      aria-labelledby="title"
      aria-describedby="greeting"
      data-connection=${state.connection}
      @keydown=${this.keyPressed}
    >
      <div class="head">
        <div>
          <h2 id="title">${texts.title}</h2>
          <p>${texts.subtitle}</p>
        </div>
        ${state.whatsapp
          ? html`<button
              class="icon"
              aria-label=${texts.whatsapp}
              title=${texts.whatsapp}
              @click=${this.handOver}
            >
              ${icons.whatsapp}
            </button>`
          : nothing}
        <button class="icon" aria-label=${texts.erase} title=${texts.erase} @click=${this.askToErase}>
          ${icons.erase}
        </button>
        <button class="icon" aria-label=${texts.close} title=${texts.close} @click=${this.close}>
          ${icons.close}
        </button>
      </div>
      <div class="log" role="log" aria-label=${texts.log} tabindex="0">
        ${this.welcome()}
        ${repeat(
          state.messages,
          (message) => message.id,
          (message) => messageView(message, this.context),
        )}
        ${repeat(
          state.outgoing,
          (message) => message.clientId,
          (message) => outgoingView(message, this.context),
        )}
        ${state.typing
          ? html`<div class="message bot typing" aria-hidden="true">
              <p class="bubble"><i></i><i></i><i></i></p>
            </div>`
          : nothing}
      </div>
      <p class="hidden" role="status">${state.typing ? texts.typing : ""}</p>
      ${this.bar()} ${this.composer()}
    </section>`;
  }

  private welcome() {
    const { messages, outgoing } = this.conversation.state;
    const privacy = webUrl(this.privacyUrl, location.href);
    const questions = this.questions.split("|").filter((question) => question.trim());
    const starters = (questions.length ? questions : texts.questions).map((question) => ({
      id: question,
      title: question.trim(),
    }));
    return html`<div class="message bot">
      <span class="hidden">${texts.bot}:</span>
      <div class="bubble welcome">
        <p id="greeting">${this.greeting || texts.greeting(this.clinic)}</p>
        <p class="heading">${texts.canTitle}</p>
        <ul class="can">
          ${texts.can.map((line) => html`<li>${icons.check} ${line}</li>`)}
        </ul>
        <p>${texts.cannot} <b>${texts.emergency}</b></p>
        <details>
          <summary>${texts.dataTitle}</summary>
          <ul>
            ${texts.data.map((line) => html`<li>${line}</li>`)}
          </ul>
          ${privacy
            ? html`<p>
                <a href=${privacy} target="_blank" rel="noopener"
                  >${texts.privacy}<span class="hidden"> (${texts.newTab})</span></a
                >
              </p>`
            : nothing}
        </details>
      </div>
      ${messages.length + outgoing.length
        ? nothing
        : html`<div role="group" aria-label=${texts.startTitle}>
            <p class="start" aria-hidden="true">${texts.startTitle}</p>
            ${choicesView(starters, { choose: ({ title }) => this.say(title) })}
          </div>`}
    </div>`;
  }

  /** What the visitor must know before going on: the connection, or what a question means. */
  private bar() {
    if (this.asksToErase)
      return html`<div class="bar" role="group" aria-label=${texts.erase}>
        <p id="erase"><b>${texts.eraseQuestion}</b> ${texts.eraseNote}</p>
        <p class="row">
          <button class="choice" aria-describedby="erase" @click=${this.erase}>
            ${texts.eraseYes}
          </button>
          <button class="choice" @click=${this.keep}>${texts.eraseNo}</button>
        </p>
      </div>`;
    if (this.whatsappUrl)
      return html`<div class="bar" role="group" aria-label=${texts.whatsapp}>
        <p id="whatsapp">${texts.whatsappNote}</p>
        <p class="row">
          <a
            class="choice"
            href=${this.whatsappUrl}
            target="_blank"
            rel="noopener noreferrer"
            aria-describedby="whatsapp"
            @click=${this.keep}
            >${texts.whatsappOpen}<span class="hidden"> (${texts.newTab})</span></a
          >
          <button class="choice" @click=${this.keep}>${texts.whatsappStay}</button>
        </p>
      </div>`;
    const { connection } = this.conversation.state;
    const usual = {
      idle: "",
      online: this.slow ? texts.slow : "",
      starting: texts.starting,
      reconnecting: texts.reconnecting,
      offline: texts.offline,
      unreachable: texts.unreachable,
      refused: texts.refused,
      expired: texts.expired,
    }[connection];
    const words = this.notice || usual;
    const phone = ["unreachable", "refused", "offline"].includes(connection) && telUrl(this.phone);
    return html`<div class="bar ${words ? connection : "empty"}" role="status">
      ${words ? html`<p>${words}</p>` : nothing}
      ${phone
        ? html`<p>${texts.unreachablePhone}</p>
            ${callView(this.phone, `${texts.clinicPhone}: ${this.phone}`)}`
        : nothing}
      ${connection === "expired"
        ? html`<p class="row">
            <button class="choice" @click=${this.restart}>${texts.restart}</button>
          </p>`
        : nothing}
    </div>`;
  }

  private composer() {
    const tooLong = this.draftLength > MOST_CHARACTERS;
    const closed = ["expired", "refused"].includes(this.conversation.state.connection);
    return html`<form @submit=${this.submitted}>
      <p id="limit" class="limit" role="alert" ?hidden=${!tooLong}>
        ${tooLong ? texts.tooLong(this.draftLength, MOST_CHARACTERS) : nothing}
      </p>
      <div class="row">
        <textarea
          rows="1"
          aria-label=${texts.input}
          aria-describedby="limit"
          aria-invalid=${tooLong}
          placeholder=${texts.placeholder}
          enterkeyhint="send"
          ?disabled=${closed}
          @input=${this.typed}
          @keydown=${this.keyInDraft}
        ></textarea>
        <button class="send icon" aria-label=${texts.send} title=${texts.send} ?disabled=${closed}>
          ${icons.send}
        </button>
      </div>
      <p class="footer">${texts.footer} <a href="tel:112">112</a>.</p>
    </form>`;
  }

  private get context(): MessageContext {
    return {
      openChoices: openChoices(this.conversation.state),
      serverUrl: this.serverUrl,
      articleUrl: webUrl(this.articleUrl, location.href) ?? "",
      choose: (choice) => {
        this.conversation.choose(choice);
        this.sent();
      },
      followSource: this.followSource,
      retry: (message) => {
        this.conversation.retry(message);
        this.focusAfterChoice();
      },
    };
  }

  private say(text: string) {
    this.conversation.say(text);
    this.sent();
  }

  private sent() {
    this.notice = "";
    clearTimeout(this.slowTimer);
    const check = () => (this.slow = awaitsReply(this.conversation.state));
    this.slowTimer = setTimeout(check, SLOW_MS);
    this.focusAfterChoice();
  }

  /** The pressed button goes away: on a touch screen no keyboard may jump up in its place. */
  private focusAfterChoice() {
    this.find(matchMedia("(pointer: coarse)").matches ? ".log" : "textarea")?.focus();
  }

  private submitted(event: Event) {
    event.preventDefault();
    const field = this.find<HTMLTextAreaElement>("textarea");
    const text = field?.value.trim() ?? "";
    field?.focus();
    if (!field || !text || this.draftLength > MOST_CHARACTERS) return;
    field.value = "";
    this.typed();
    this.say(text);
  }

  private typed() {
    const field = this.find<HTMLTextAreaElement>("textarea");
    if (!field) return;
    this.draftLength = [...field.value.trim()].length; // code points, as the server counts
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  private keyInDraft(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submitted(event);
  }

  private keyPressed(event: KeyboardEvent) {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.asksToErase || this.whatsappUrl) this.keep();
      else this.close();
    }
    trapTab(event, event.currentTarget as Element);
  }

  private askToErase() {
    this.notice = this.whatsappUrl = "";
    this.asksToErase = true;
    void this.updateComplete.then(() => this.find(".bar button")?.focus());
  }

  /** Puts a question away without doing what it asks. */
  private keep() {
    this.asksToErase = false;
    this.whatsappUrl = "";
    this.find("textarea")?.focus();
  }

  private async handOver() {
    this.asksToErase = false;
    try {
      const url = await this.conversation.handOver();
      if (!this.isOpen) return;
      this.whatsappUrl = url;
      this.notice = "";
      await this.updateComplete;
      this.find(".bar a")?.focus();
    } catch {
      this.whatsappUrl = "";
      this.notice = texts.whatsappFailed;
    }
  }

  private async erase() {
    this.asksToErase = false;
    try {
      await this.conversation.erase();
      this.notice = texts.erased;
      this.emit("erase");
    } catch {
      this.notice = texts.eraseFailed;
    }
    this.slow = false;
    clearTimeout(this.slowTimer);
    this.find("textarea")?.focus();
  }

  private restart() {
    this.conversation.restart();
    void this.updateComplete.then(() => this.find("textarea")?.focus());
  }

  /** On a small screen the dialog covers the article: it makes way for the section. */
  private readonly followSource = (event: Event) => {
    const link = event.currentTarget as HTMLAnchorElement;
    if (!isThisPage(link.href)) return;
    if (matchMedia("(max-width: 30em), (max-height: 30em)").matches) this.close();
    if (Reflect.has(document, "fragmentDirective")) return;
    event.preventDefault();
    const headings = [...document.querySelectorAll<HTMLElement>("h1, h2, h3, h4, h5, h6")];
    headings.find((each) => each.textContent?.trim() === link.dataset.heading)?.scrollIntoView();
  };

  /** Scrolls to what the visitor said last and the replies to it, from the top if they are long. */
  private scrollToEnd() {
    const log = this.find(".log");
    const last = [...(log?.querySelectorAll<HTMLElement>(".user") ?? [])].pop();
    if (log && last) log.scrollTop = last.offsetTop - log.offsetTop - 12;
  }

  private find<T extends HTMLElement = HTMLElement>(selector: string) {
    return this.renderRoot?.querySelector<T>(selector);
  }

  private emit(name: string, detail: object = {}) {
    this.dispatchEvent(
      new CustomEvent(`movewell-${name}`, { detail, bubbles: true, composed: true }),
    );
  }
}
