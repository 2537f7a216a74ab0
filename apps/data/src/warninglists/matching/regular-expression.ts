/**
 * Regular expressions that cannot run away. A pattern becomes a list of instructions that are followed for all positions at
 * once (Thompson, "Regular expression search algorithm", 1968; Pike's machine without captures), so that a text of n
 * characters costs at most n times the length of the list, whatever the pattern. What needs memory of the text (back
 * references, looking around) cannot be done so and is refused.
 */
type Test = (code: number) => boolean;

type Instruction =
  | { readonly kind: 'unit'; readonly test: Test }
  | { readonly kind: 'fork'; readonly to: readonly number[] }
  | { readonly kind: 'start' | 'end' | 'match' };

export class LinearExpression {
  private readonly seen: Uint32Array;
  private generation = 0;

  constructor(private readonly instructions: readonly Instruction[]) {
    this.seen = new Uint32Array(instructions.length);
  }

  /** Whether the expression matches anywhere in the text. */
  test(text: string): boolean {
    let current: number[] = [];
    for (let at = 0; at <= text.length; at += 1) {
      this.generation += 1;
      const next: number[] = [];
      const here = { isStart: at === 0, isEnd: at === text.length };
      for (const place of current) if (this.follow(place, here, next)) return true;
      if (this.follow(0, here, next)) return true;
      const code = text.charCodeAt(at);
      current = next.filter((place) => {
        const instruction = this.instructions[place];
        return instruction?.kind === 'unit' && instruction.test(code);
      });
      current = current.map((place) => place + 1);
    }
    return false;
  }

  /** Collects the characters that may come next from a place; true once nothing more has to come. */
  private follow(first: number, here: { isStart: boolean; isEnd: boolean }, into: number[]): boolean {
    const pending = [first];
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      const instruction = this.instructions[place];
      if (instruction === undefined || this.seen[place] === this.generation) continue;
      this.seen[place] = this.generation;
      if (instruction.kind === 'match') return true;
      if (instruction.kind === 'unit') into.push(place);
      else if (instruction.kind === 'fork') pending.push(...instruction.to);
      else if (instruction.kind === 'start' ? here.isStart : here.isEnd) pending.push(place + 1);
    }
    return false;
  }
}

export type { Instruction, Test };
