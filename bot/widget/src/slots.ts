import type { Choice } from "./types";

/** A free time: `who` is the chiropractor, "" if the text does not say. */
export interface Slot {
  choice: Choice;
  time: string;
  who: string;
}

/** The free times of one day, such as `dinsdag 24 november`. */
export interface Day {
  name: string;
  slots: Slot[];
}

const OFFER = /^\d+\. (\p{L}+ \d{1,2} \p{L}+) \d{4} om (\d{2}:\d{2}) uur(?:, (.+))?$/u;

/**
 * Groups the buttons of a message with free times by day.
 *
 * The text names each time on a line of its own, in the order of the buttons; buttons that come
 * after the times ("Andere tijden") are `others`. Null if text and buttons do not match.
 */
export function slotDays(text: string, choices: readonly Choice[]) {
  const offers = text.split("\n").map((line) => OFFER.exec(line.trim())).filter(Boolean);
  const days: Day[] = [];
  for (const [i, offer] of offers.entries()) {
    const choice = choices[i];
    const [, name = "", time = "", who = ""] = offer ?? [];
    if (!choice?.title.includes(time)) return null;
    let day = days.find((each) => each.name === name);
    if (!day) days.push((day = { name, slots: [] }));
    day.slots.push({ choice, time, who });
  }
  return days.length ? { days, others: choices.slice(offers.length) } : null;
}

/** Whether a line of the text names a free time. */
export function isOffer(line: string): boolean {
  return OFFER.test(line);
}
