/** A statement put together from constant parts; what comes from outside is a numbered parameter. */
export interface Search {
  readonly text: string;
  readonly values: readonly unknown[];
}

export class Parameters {
  readonly values: unknown[] = [];

  /** @returns `$n`, the same for the same value */
  add(value: unknown): string {
    const at = this.values.indexOf(value);
    if (at >= 0) return `$${at + 1}`;
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
