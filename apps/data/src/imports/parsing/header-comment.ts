import type { CsvFormat } from '@sentrybox/contracts';

/** What stands above the first row; a header further down is none. */
const longestHead = 65_536;

/** Finds the names of the columns in the last comment above the first row, while the file passes by. */
export class HeaderComment {
  /** Known once the first row has passed. */
  names: readonly string[] | undefined;
  private head = '';
  private isOver = false;

  constructor(private readonly format: CsvFormat) {}

  async *watch(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
    for await (const chunk of chunks) {
      this.look(chunk);
      yield chunk;
    }
  }

  private look(chunk: Buffer): void {
    if (this.isOver) return;
    this.head += chunk.toString('latin1'); // names of columns are ASCII
    const lines = this.head.split('\n');
    const row = lines.findIndex((line, at) => at < lines.length - 1 && line.trim() !== '' && !this.isComment(line));
    if (row === -1 && this.head.length < longestHead && lines.length > 0) {
      this.names = namesIn(
        lines.slice(0, -1).filter((line) => this.isComment(line)),
        this.format,
      );
      return;
    }
    this.names = namesIn(
      lines.slice(0, row === -1 ? undefined : row).filter((line) => this.isComment(line)),
      this.format,
    );
    this.isOver = true;
  }

  private isComment(line: string): boolean {
    return this.format.comment !== '' && line.replace('ï»¿', '').startsWith(this.format.comment);
  }
}

// Below the names there may be a rule of `#`s or an empty comment.
function namesIn(comments: readonly string[], { comment, delimiter }: CsvFormat): string[] | undefined {
  const line = comments.findLast((text) => text.includes(delimiter));
  return line
    ?.replace('ï»¿', '')
    .slice(comment.length)
    .split(delimiter)
    .map((name) => name.trim().replace(/^"|"$/g, ''));
}
