export interface TypeScore {
  readonly type: string;
  readonly expected: number;
  readonly recall: number;
  readonly precision: number;
}

interface Count {
  right: number;
  missed: string[];
  wrong: string[];
}

/** Recall and precision of found against expected values, both as "type value", by type. */
export class Score {
  private readonly counts = new Map<string, Count>();

  add(source: string, expected: ReadonlySet<string>, found: ReadonlySet<string>): void {
    for (const value of expected) {
      const count = this.countOf(value);
      if (found.has(value)) count.right += 1;
      else count.missed.push(`${source}: missed ${value}`);
    }
    for (const value of found) if (!expected.has(value)) this.countOf(value).wrong.push(`${source}: wrong ${value}`);
  }

  byType(): TypeScore[] {
    return [...this.counts].map(([type, { right, missed, wrong }]) => ({
      type,
      expected: right + missed.length,
      recall: right + missed.length === 0 ? 1 : right / (right + missed.length),
      precision: right + wrong.length === 0 ? 1 : right / (right + wrong.length),
    }));
  }

  mistakes(type: string): string[] {
    const count = this.counts.get(type);
    return count === undefined ? [] : [...count.missed, ...count.wrong];
  }

  private countOf(value: string): Count {
    const type = value.slice(0, value.indexOf(' '));
    const known = this.counts.get(type) ?? { right: 0, missed: [], wrong: [] };
    this.counts.set(type, known);
    return known;
  }
}
