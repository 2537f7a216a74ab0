/** Characters that stand for a dot in a disguised name: full-width, ideographic, middle, leader, operator dots. */
const DOTS: ReadonlySet<number> = new Set([
  0x3002, 0xff0e, 0xff61, 0x00b7, 0x2024, 0x2027, 0x2219, 0x22c5, 0x30fb, 0xff65,
]);

export function isDotLike(code: number): boolean {
  return DOTS.has(code);
}

/** Full-width forms repeat ASCII at a fixed distance; answers the ASCII code, 0 for everything else. */
export function narrowForm(code: number): number {
  return code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : 0;
}

/** Hyphens and dashes that word processors put where a hyphen-minus was typed. */
export function isDashLike(code: number): boolean {
  return (code >= 0x2010 && code <= 0x2015) || code === 0x2212 || code === 0xfe63;
}
