const hidden = new Set(['script', 'style', 'noscript', 'template']);
/** A tag longer than this is taken for text that begins with `<`. */
const longestTag = 65_536;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/**
 * What a reader of a web page sees, in pieces: tags become blanks (line breaks where they end a block), scripts and styles
 * go, entities are resolved. The targets of links are kept, because lists often show a title and link the indicator.
 */
export class HtmlText {
  private rest = '';
  private hiddenUntil: string | undefined;

  push(text: string): string {
    let out = '';
    let left = this.rest + text;
    for (;;) {
      const open = left.indexOf('<');
      if (open === -1) {
        const keep = left.lastIndexOf('&') >= left.length - 12 ? left.lastIndexOf('&') : left.length;
        const cut = keep === -1 ? left.length : keep;
        this.rest = left.slice(cut);
        return out + this.visible(left.slice(0, cut));
      }
      const close = endOfTag(left, open);
      if (close === -1 && left.length - open < longestTag) {
        this.rest = left.slice(open);
        return out + this.visible(left.slice(0, open));
      }
      const end = close === -1 ? left.length : close + 1;
      out += this.visible(left.slice(0, open)) + this.tag(left.slice(open, end));
      left = left.slice(end);
    }
  }

  end(): string {
    const rest = this.rest;
    this.rest = '';
    return this.visible(rest);
  }

  private visible(text: string): string {
    return this.hiddenUntil === undefined ? decoded(text) : '';
  }

  private tag(tag: string): string {
    const name = /^<\/?([a-z][a-z0-9]*)/i.exec(tag)?.[1]?.toLowerCase() ?? '';
    const isClosing = tag.startsWith('</');
    if (this.hiddenUntil !== undefined) {
      if (isClosing && name === this.hiddenUntil) this.hiddenUntil = undefined;
      return ' ';
    }
    if (hidden.has(name) && !isClosing && !tag.endsWith('/>')) this.hiddenUntil = name;
    return linkIn(tag);
  }
}

/** A relative link is no indicator, and its last part might look like a domain. */
function linkIn(tag: string): string {
  const target = /\shref\s*=\s*(?:"(https?:\/\/[^"]*)"|'(https?:\/\/[^']*)')/i.exec(tag);
  const link = target?.[1] ?? target?.[2];
  return link === undefined ? '\n' : `\n${decoded(link)}\n`;
}

/** Comments end at `-->`; elsewhere the first `>`. */
function endOfTag(text: string, open: number): number {
  if (!text.startsWith('<!--', open)) return text.indexOf('>', open);
  const end = text.indexOf('-->', open + 4);
  return end === -1 ? -1 : end + 2;
}

function decoded(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,4});/gi, (whole: string, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
