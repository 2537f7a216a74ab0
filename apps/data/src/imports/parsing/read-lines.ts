import { StringDecoder } from 'node:string_decoder';
import { maxRecordLength } from './parsed-record';

export interface Line {
  readonly text: string;
  /** The line was longer than allowed; `text` is its beginning and the rest was dropped. */
  readonly isTooLong: boolean;
}

const sampleLength = 200;

/** UTF-8 text as batches of lines, one batch per chunk, without line ends (LF or CRLF) and byte order mark. */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  maxLength: number = maxRecordLength,
): AsyncGenerator<readonly Line[], void> {
  const splitter = new LineSplitter(maxLength);
  for await (const chunk of chunks) yield splitter.push(chunk);
  yield splitter.end();
}

class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private isFirst = true;
  private isSkipping = false;

  constructor(private readonly maxLength: number) {}

  push(chunk: Buffer): readonly Line[] {
    return this.split(this.decoder.write(chunk));
  }

  end(): readonly Line[] {
    const lines = this.split(this.decoder.end());
    if (this.rest !== '' && !this.isSkipping) lines.push(this.line(this.rest));
    return lines;
  }

  private split(decoded: string): Line[] {
    const lines: Line[] = [];
    let text = this.rest + decoded;
    if (this.isFirst && text !== '') {
      this.isFirst = false;
      if (text.startsWith('\u{FEFF}')) text = text.slice(1);
    }
    let from = 0;
    for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
      if (this.isSkipping) this.isSkipping = false;
      else lines.push(this.line(text.slice(from, to)));
      from = to + 1;
    }
    this.rest = this.isSkipping ? '' : text.slice(from);
    if (this.rest.length > this.maxLength) {
      lines.push(this.line(this.rest));
      this.rest = '';
      this.isSkipping = true;
    }
    return lines;
  }

  private line(text: string): Line {
    if (text.length > this.maxLength) return { text: text.slice(0, sampleLength), isTooLong: true };
    return { text: text.endsWith('\r') ? text.slice(0, -1) : text, isTooLong: false };
  }
}
