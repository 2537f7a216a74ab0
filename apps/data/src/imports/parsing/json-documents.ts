import { MalformedFileError } from './parsed-record';

/** In UTF-16 units. The largest event of CIRCL's public feed has about 20 MiB. */
const longestDocument = 33_554_432;
const maxDepth = 32;

/** Splits a text that arrives in pieces into the JSON objects and arrays that follow each other in it. */
export class JsonDocuments {
  private kept = '';
  private depth = 0;
  private isInString = false;
  private isEscaped = false;

  /** @throws MalformedFileError for a document that is too long or nested too deeply, and for text between documents. */
  push(text: string): string[] {
    const done: string[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      if (this.step(text.charCodeAt(at)) === 'end') {
        done.push(this.kept + text.slice(from, at + 1));
        this.kept = '';
        from = at + 1;
      } else if (this.depth === 0) {
        from = at + 1;
      }
    }
    this.kept += text.slice(from);
    if (this.kept.length > longestDocument)
      throw new MalformedFileError('A document of the file is longer than 32 MiB.');
    return done;
  }

  end(): void {
    if (this.depth > 0) throw new MalformedFileError('The JSON document ends before it is complete.');
  }

  private step(code: number): 'end' | undefined {
    if (this.isInString) {
      this.inString(code);
      return undefined;
    }
    switch (code) {
      case 0x7b:
      case 0x5b:
        this.open();
        return undefined;
      case 0x7d:
      case 0x5d:
        return this.close();
      default:
        this.outside(code);
        return undefined;
    }
  }

  private inString(code: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (code === 0x5c) this.isEscaped = true;
    else if (code === 0x22) this.isInString = false;
  }

  private outside(code: number): void {
    if (this.depth === 0) {
      if (code > 0x20 && code !== 0xfeff) throw new MalformedFileError('The file is no JSON.');
    } else if (code === 0x22) {
      this.isInString = true;
    }
  }

  private open(): void {
    this.depth += 1;
    if (this.depth > maxDepth) throw new MalformedFileError('The JSON document is nested too deeply.');
  }

  private close(): 'end' | undefined {
    this.depth -= 1;
    if (this.depth < 0) throw new MalformedFileError('The JSON document closes more than it opens.');
    return this.depth === 0 ? 'end' : undefined;
  }
}
