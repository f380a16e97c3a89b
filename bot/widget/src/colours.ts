/** Colours that stay readable whatever colour the website chooses (WCAG 2.2, 1.4.3 and 1.4.11). */

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const LIGHT_SURFACE: Rgb = [242, 246, 246];
const DARK_SURFACE: Rgb = [38, 48, 51];
const ENOUGH = 4.6;

/** Returns the custom properties for an accent colour such as `#0b5f63`; empty if it is not one. */
export function accentProperties(accent: string): Record<string, string> {
  const colour = parse(accent);
  if (!colour) return { "--_fill": "", "--_accent-on-light": "", "--_accent-on-dark": "" };
  const fill = contrast(colour, WHITE) >= ENOUGH ? colour : readable(colour, WHITE, BLACK);
  return {
    "--_fill": css(fill),
    "--_accent-on-light": css(readable(colour, LIGHT_SURFACE, BLACK)),
    "--_accent-on-dark": css(readable(colour, DARK_SURFACE, WHITE)),
  };
}

function parse(text: string): Rgb | null {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(text.trim());
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text.trim());
  const parts = long?.slice(1) ?? short?.slice(1).map((digit) => digit + digit);
  return parts ? (parts.map((part) => parseInt(part, 16)) as unknown as Rgb) : null;
}

function css(colour: Rgb): string {
  return `rgb(${colour.map(Math.round).join(" ")})`;
}

/** Moves a colour towards another until it stands out enough from the background. */
function readable(colour: Rgb, background: Rgb, towards: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((part, i) => part + ((towards[i] ?? 0) - part) * share);
    if (contrast(mixed as unknown as Rgb, background) >= ENOUGH) return mixed as unknown as Rgb;
  }
  return towards;
}

function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
