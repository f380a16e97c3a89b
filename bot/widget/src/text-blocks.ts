/** How a reply's plain text falls apart into paragraphs, lists and facts. */
export type Block =
  | { type: "paragraph"; lines: string[] }
  | { type: "list"; ordered: boolean; items: string[] }
  | { type: "facts"; facts: [label: string, value: string][] };

const BULLET = /^[-•] (.+)$/;
const NUMBER = /^\d+\. (.+)$/;
const FACT = /^([A-Z][\wé -]{1,24}): (.+)$/;

/** Splits a text; `Label: value` lines count as facts only if `withFacts`. */
export function textBlocks(text: string, withFacts: boolean): Block[] {
  const blocks: Block[] = [];
  let last: Block | undefined;
  for (const line of text.split("\n").map((each) => each.trim())) {
    const item = BULLET.exec(line)?.[1] ?? NUMBER.exec(line)?.[1];
    const fact = withFacts ? FACT.exec(line) : null;
    if (!line) last = undefined;
    else if (fact?.[1] && fact[2]) {
      if (last?.type !== "facts") blocks.push((last = { type: "facts", facts: [] }));
      last.facts.push([fact[1], fact[2]]);
    } else if (item) {
      const ordered = NUMBER.test(line);
      if (last?.type !== "list" || last.ordered !== ordered)
        blocks.push((last = { type: "list", ordered, items: [] }));
      last.items.push(item);
    } else {
      if (last?.type !== "paragraph") blocks.push((last = { type: "paragraph", lines: [] }));
      last.lines.push(line);
    }
  }
  return blocks;
}

/** Empties the lines that something under the text repeats. */
export function withoutLines(text: string, repeated: (line: string) => unknown): string {
  return text
    .split("\n")
    .map((line) => (repeated(line.trim()) ? "" : line))
    .join("\n");
}

/** Returns the words of a list line without its bullet or number. */
export function listItem(line: string): string {
  return BULLET.exec(line)?.[1] ?? NUMBER.exec(line)?.[1] ?? line;
}
