/** Addresses that the widget links to; anything but web addresses and telephone numbers is refused. */

/** Returns an `http(s)` address, made absolute from `base`, or null. */
export function webUrl(address: string | null | undefined, base: string): string | null {
  if (!address) return null;
  try {
    const url = new URL(address, base);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Returns a `tel:` address for a number as people write it (RFC 3966), or null. */
export function telUrl(number: string): string | null {
  const digits = number.replace(/\(0\)|[^\d+]/g, "");
  return /^\+?\d{3,15}$/.test(digits) ? `tel:${digits}` : null;
}

/** Returns the article's address at a heading: a text fragment (WICG scroll-to-text-fragment). */
export function headingUrl(article: string, heading: string): string {
  const fragment = encodeURIComponent(heading).replace(/-/g, "%2D");
  return `${article.split("#")[0]}#:~:text=${fragment}`;
}

/** Whether an address is the page that is open, wherever on that page it points. */
export function isThisPage(url: string): boolean {
  return url.split("#")[0] === location.href.split("#")[0];
}
