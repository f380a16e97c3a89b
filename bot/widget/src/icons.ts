import { svg } from "lit";

const icon = (paths: unknown) => svg`<svg viewBox="0 0 24 24" width="24" height="24" fill="none"
  stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"
  aria-hidden="true" focusable="false">${paths}</svg>`;

export const icons = {
  chat: icon(svg`<path d="M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z"/>
    <path d="M9 12h.01M13 12h.01M17 12h.01"/>`),
  close: icon(svg`<path d="M6 6l12 12M18 6L6 18"/>`),
  erase: icon(svg`<path d="M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3"/>`),
  send: icon(svg`<path d="M5 12h14M13 6l6 6-6 6"/>`),
  phone: icon(svg`<path d="M5 4h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4a1 1 0 0 1-1 1A16 16 0 0 1 4 5a1 1 0 0 1 1-1Z"/>`),
  calendar: icon(svg`<rect x="4" y="5" width="16" height="15" rx="2"/><path d="M8 3v4M16 3v4M4 10h16"/>`),
  whatsapp: icon(svg`<path d="M3 21l1.6-4.6A9 9 0 1 1 8 19.6Z"/>
    <path d="M9 8.5c0 3.5 3 6.5 6.5 6.5l1-1.8-2.2-1.2-1 1a5 5 0 0 1-2.3-2.3l1-1L10.8 7.5 9 8.5Z"/>`),
  article: icon(svg`<path d="M6 3h9l4 4v14H6ZM9 12h7M9 16h7M14 3v5h5"/>`),
  alert: icon(svg`<path d="M12 4 2.5 20h19ZM12 10v4M12 17h.01"/>`),
  check: icon(svg`<path d="M5 13l4 4L19 7"/>`),
};
