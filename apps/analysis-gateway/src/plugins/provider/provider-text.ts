const maxLength = 200;
// Control characters, and those that reorder or hide text: a page title must not forge a line or a sentence.
// eslint-disable-next-line no-control-regex -- control characters are what this removes
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Text of an outside source, safe to show in one line: third parties choose file names and page titles. */
export function providerText(text: string): string {
  const clean = text.replace(unprintable, ' ').trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}

/** Unix seconds of an outside source as a time of the contract; null when there is none. */
export function timeOfUnixSeconds(seconds: number | undefined): string | null {
  return seconds === undefined ? null : timeOf(seconds * 1_000);
}

/** A time of an outside source in the contract's form; null when it is none or beyond what a date can hold. */
export function timeOf(value: string | number | undefined): string | null {
  const date = new Date(value ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
