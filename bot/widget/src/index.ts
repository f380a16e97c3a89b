import { ChatElement } from "./chat-element";

if (!customElements.get("movewell-chat")) customElements.define("movewell-chat", ChatElement);
