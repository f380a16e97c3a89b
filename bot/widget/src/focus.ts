const FOCUSABLE = "a[href], button:not([disabled]), textarea, summary, [tabindex='0']";

/** Keeps Tab inside a container: from the last element to the first, and back. */
export function trapTab(event: KeyboardEvent, container: Element) {
  if (event.key !== "Tab") return;
  const stops = [...container.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => element.getClientRects().length,
  );
  const root = container.getRootNode() as ShadowRoot;
  const from = event.shiftKey ? stops[0] : stops[stops.length - 1];
  const to = event.shiftKey ? stops[stops.length - 1] : stops[0];
  if (root.activeElement === from) {
    event.preventDefault();
    to?.focus();
  }
}
