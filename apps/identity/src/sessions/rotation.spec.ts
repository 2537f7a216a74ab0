import type { RotationFacts } from './rotation';
import { decideRotation } from './rotation';
import { openSuccessor, sealSuccessor } from './successor-seal';

const start = new Date('2026-05-23T10:00:00.000Z');
const after = (ms: number): Date => new Date(start.getTime() + ms);
const idleMs = 3_600_000;

function facts(over: Partial<RotationFacts>): RotationFacts {
  return {
    presented: 3,
    current: 3,
    rotatedAt: start,
    lastUsedAt: start,
    expiresAt: after(12 * 3_600_000),
    endedAt: null,
    ...over,
  };
}

describe('decideRotation', () => {
  it.each([
    ['rotates the current one', {}, 60_000, 'rotate'],
    ['repeats the answer to its predecessor for 10 s', { presented: 2 }, 10_000, 'repeat'],
    ['takes the predecessor for a copy after that', { presented: 2 }, 10_001, 'reused'],
    ['takes anything older for a copy at once', { presented: 1 }, 0, 'reused'],
    ['takes a generation from the future for a copy', { presented: 4 }, 0, 'reused'],
    ['is over once ended, for the predecessor too', { presented: 2, endedAt: start }, 1_000, 'over'],
    ['is over at its absolute age', { expiresAt: after(60_000) }, 60_000, 'over'],
    ['still rotates at the end of the idle time', {}, idleMs, 'rotate'],
    ['is over when nobody used it for longer', {}, idleMs + 1, 'over'],
    ['counts use of its access token', { lastUsedAt: after(idleMs) }, idleMs + 1, 'rotate'],
  ] as const)('%s', (_name, over, ms, decision) => {
    expect(decideRotation(facts(over), after(ms), idleMs)).toBe(decision);
  });
});

describe('the sealed successor', () => {
  it('opens with the credential that it replaced, in its session, and with nothing else', () => {
    const sealed = sealSuccessor('next', 'previous', 'session-1');
    expect(openSuccessor(sealed, 'previous', 'session-1')).toBe('next');
    expect(openSuccessor(sealed, 'previous!', 'session-1')).toBeUndefined();
    expect(openSuccessor(sealed, 'previous', 'session-2')).toBeUndefined();
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(openSuccessor(changed, 'previous', 'session-1')).toBeUndefined();
    }
  });
});
