import { css } from "lit";

const dark = css`
  --_surface: #1b2326;
  --_raised: #263033;
  --_text: #eef3f3;
  --_muted: #b4c1c3;
  --_line: #53656a;
  --_accent: var(--_accent-on-dark, #7fd0cf);
  --_urgent: #ffb4a6;
  --_urgent-surface: #47201b;
  --_shadow: 0 8px 40px rgb(0 0 0 / 60%);
  color-scheme: dark;
`;

/** A constructable style sheet, so that a strict content security policy allows it. */
export const styles = css`
  :host {
    --_surface: #fff;
    --_raised: #f2f6f6;
    --_text: #1c2b2e;
    --_muted: #51656a;
    --_line: #7d9095;
    --_accent: var(--_accent-on-light, #0b5f63);
    --_filled: var(--_fill, #0b5f63);
    --_urgent: #9b1c0c;
    --_urgent-surface: #fdeeeb;
    --_shadow: 0 8px 40px rgb(16 42 48 / 22%);
    color-scheme: light;
    position: fixed;
    inset: auto 1.25em 1.25em auto;
    z-index: 2147483000;
    font: max(16px, 1rem) / 1.5 var(--movewell-font, system-ui, "Segoe UI", Roboto, sans-serif);
    color: var(--_text);
    text-align: start;
  }
  :host([position="left"]) {
    inset: auto auto 1.25em 1.25em;
  }
  :host([hidden]) {
    display: none;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) {
      ${dark}
    }
  }
  :host([theme="dark"]) {
    ${dark}
  }

  *,
  *::before {
    box-sizing: border-box;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
  }
  button,
  summary {
    cursor: pointer;
  }
  p,
  ul,
  ol,
  dl,
  dd,
  h2 {
    margin: 0;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  svg {
    flex: none;
    width: 1.25em;
    height: 1.25em;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .row {
    display: flex;
    gap: 0.5em;
    align-items: end;
  }

  .launcher {
    display: flex;
    gap: 0.6em;
    align-items: center;
    min-height: 56px;
    padding: 0 1.4em 0 1.1em;
    border: 1px solid transparent;
    border-radius: 28px;
    background: var(--_filled);
    color: #fff;
    font-weight: 600;
    box-shadow: 0 4px 20px rgb(16 42 48 / 30%);
  }
  .launcher svg {
    width: 1.6em;
    height: 1.6em;
  }
  .launcher:hover,
  .send:hover {
    filter: brightness(1.12);
  }
  .unread {
    min-width: 1.6em;
    padding: 0 0.4em;
    border-radius: 1em;
    background: #fff;
    color: #1c2b2e;
    text-align: center;
  }

  .panel {
    display: flex;
    flex-direction: column;
    width: 25.5em;
    max-width: calc(100vw - 2.5em);
    height: min(43em, calc(100vh - 2.5em));
    height: min(43em, calc(100dvh - 2.5em));
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: 18px;
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  @keyframes appear {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }

  .head {
    display: flex;
    gap: 0.25em;
    align-items: center;
    padding: 0.65em 0.5em 0.65em 1.1em;
    background: var(--_filled);
    color: #fff;
  }
  .head div {
    flex: 1;
    min-width: 0;
  }
  .head h2 {
    font-size: 1.06em;
    font-weight: 650;
    line-height: 1.3;
  }
  .head p {
    font-size: 0.875em;
    line-height: 1.3;
  }
  .head :focus-visible,
  .launcher:focus-visible,
  .send:focus-visible {
    outline-color: #fff;
    outline-offset: -5px;
  }
  .icon {
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 50%;
    background: none;
  }
  .head .icon:hover {
    background: rgb(255 255 255 / 18%);
  }

  .log {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 1em 1em 0.5em;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  @media (pointer: coarse) {
    .log:focus-visible {
      outline: none; /* focus waits here only so that no keyboard jumps up */
    }
  }
  .message {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 0.5em;
    align-items: start;
    margin-bottom: 0.9em;
  }
  .bubble {
    max-width: 94%;
    padding: 0.65em 0.95em;
    border: 1px solid transparent;
    border-radius: 4px 16px 16px 16px;
    background: var(--_raised);
    overflow-wrap: anywhere;
  }
  .user {
    align-items: end;
  }
  .user .bubble {
    max-width: 86%;
    border-radius: 16px 4px 16px 16px;
    background: var(--_filled);
    color: #fff;
    white-space: pre-wrap;
  }
  .bubble > * + * {
    margin-top: 0.6em;
  }
  .bubble ul,
  .bubble ol {
    padding-inline-start: 1.3em;
  }
  .bubble li + li {
    margin-top: 0.25em;
  }
  .heading {
    font-weight: 650;
  }
  .welcome .can {
    margin-top: 0.2em;
    padding: 0;
    list-style: none;
  }
  .welcome .can li {
    display: flex;
    gap: 0.5em;
  }
  .welcome li svg {
    width: 1.1em;
    margin-top: 0.15em;
  }
  .can svg {
    color: var(--_accent);
  }
  summary {
    min-height: 28px;
    padding: 0.15em 0;
    color: var(--_accent);
    font-weight: 600;
  }
  details ul {
    margin-top: 0.3em;
  }
  details p {
    margin-top: 0.5em;
  }
  .start {
    margin: 0.25em 0 0.5em;
    font-weight: 650;
  }
  a {
    color: var(--_accent);
    text-underline-offset: 0.15em;
  }

  .choices,
  .times {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .choice,
  .action {
    display: inline-flex;
    gap: 0.5em;
    align-items: center;
    min-height: 44px;
    padding: 0.4em 1em;
    border: 1.5px solid var(--_accent);
    border-radius: 22px;
    background: var(--_surface);
    color: var(--_accent);
    font-weight: 600;
    line-height: 1.3;
    text-align: start;
    text-decoration: none;
  }
  .choice:hover,
  .action:hover {
    background: var(--_raised);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  .slots {
    display: grid;
    gap: 0.75em;
    width: 100%;
  }
  .day {
    margin-bottom: 0.35em;
    font-weight: 650;
  }
  .day::first-letter {
    text-transform: uppercase;
  }
  .times {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(9em, 1fr));
  }
  .slot {
    flex-direction: column;
    gap: 0;
    align-items: center;
    justify-content: center;
    padding: 0.4em 0.5em;
    border-radius: 12px;
    text-align: center;
  }
  .slot b {
    font-size: 1.06em;
    font-variant-numeric: tabular-nums;
  }
  .slot span {
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 400;
  }

  .source {
    display: flex;
    gap: 0.5em;
    align-items: center;
    min-height: 32px;
    padding-top: 0.5em;
    border-top: 1px solid var(--_line);
    font-size: 0.9375em;
    line-height: 1.35;
  }
  .source b {
    font-weight: 600;
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.2em 0.9em;
  }
  dt {
    color: var(--_muted);
  }
  dd {
    font-weight: 650;
  }
  .confirmation .bubble {
    border-color: var(--_accent);
    border-inline-start-width: 4px;
  }
  .urgent .bubble {
    border-color: var(--_urgent);
    border-inline-start-width: 6px;
    background: var(--_urgent-surface);
  }
  .urgent .heading {
    display: flex;
    gap: 0.5em;
    align-items: center;
    color: var(--_urgent);
    font-size: 1.06em;
    font-weight: 750;
  }
  .urgent .heading + p {
    font-weight: 650;
  }
  .calls {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .call {
    min-height: 48px;
    padding-inline: 1.2em;
    font-weight: 700;
  }
  .urgent .call {
    border-color: var(--_urgent);
    color: var(--_urgent);
  }
  .urgent .call.first {
    background: #9b1c0c;
    border-color: #9b1c0c;
    color: #fff;
  }
  .urgent .call.first:hover {
    box-shadow: none;
    filter: brightness(1.12);
  }
  .error .bubble {
    border-color: var(--_line);
    border-style: dashed;
  }

  .status {
    color: var(--_muted);
    font-size: 0.875em;
    text-align: end;
  }
  .failed,
  .limit {
    color: var(--_urgent);
  }
  .plain {
    min-height: 32px;
    padding: 0 0.5em;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--_accent);
    font-weight: 650;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .typing .bubble {
    display: flex;
    gap: 5px;
    align-items: center;
    min-height: 2.8em;
  }
  .typing i {
    width: 8px;
    height: 8px;
    margin: 0;
    border: 4px solid var(--_muted);
    border-radius: 50%;
  }
  .typing i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .typing i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes wait {
    40% {
      opacity: 0.3;
      transform: translateY(-4px);
    }
  }

  .bar {
    display: grid;
    gap: 0.5em;
    padding: 0.7em 1em;
    border-top: 1px solid var(--_line);
    background: var(--_raised);
    font-size: 0.9375em;
  }
  .bar.empty {
    padding: 0;
    border: 0;
  }
  .bar .choice {
    justify-content: center;
  }
  form {
    padding: 0.6em 0.7em 0.5em;
    border-top: 1px solid var(--_line);
  }
  .limit {
    margin-bottom: 0.4em;
    font-size: 0.875em;
  }
  textarea {
    flex: 1;
    min-width: 0;
    min-height: 46px;
    max-height: 8.5em;
    padding: 0.6em 0.9em;
    border: 1px solid var(--_line);
    border-radius: 22px;
    background: var(--_surface);
    resize: none;
    line-height: 1.4;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  textarea:focus-visible {
    outline-width: 2px;
    outline-offset: 0;
  }
  .send {
    width: 46px;
    height: 46px;
    background: var(--_filled);
    color: #fff;
  }
  :disabled {
    cursor: default;
    opacity: 0.55;
  }
  .footer {
    margin-top: 0.35em;
    color: var(--_muted);
    font-size: 0.8125em;
    text-align: center;
  }
  .footer a {
    display: inline-block;
    min-width: 24px;
    padding: 0 2px;
    font-weight: 600;
    line-height: 24px;
  }

  @media (max-width: 30em), (max-height: 30em) {
    .panel {
      position: fixed;
      inset: 0;
      width: 100%;
      max-width: none;
      height: 100%;
      border: 0;
      border-radius: 0;
    }
  }
  @media (max-height: 30em) {
    .head {
      padding-block: 0;
    }
    .head p {
      display: none;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel {
      animation: appear 160ms ease-out;
    }
    .log {
      scroll-behavior: smooth;
    }
    .typing i {
      animation: wait 1.2s infinite ease-in-out;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .bubble,
    .icon,
    .launcher,
    .head {
      border: 1px solid CanvasText;
    }
    .urgent .bubble {
      border: 3px solid CanvasText;
    }
    .unread {
      border: 1px solid;
    }
    .typing i {
      border-color: CanvasText;
    }
  }
`;
