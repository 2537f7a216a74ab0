const RealDate = Date;
let shiftMs = 0;

class ShiftedDate extends RealDate {
  constructor(...values: unknown[]) {
    // Every other form of the constructor names a time, which is not shifted.
    super(...((values.length === 0 ? [RealDate.now() + shiftMs] : values) as [number]));
  }

  static override now(): number {
    return RealDate.now() + shiftMs;
  }
}

/** Sets the wall clock of this process off by so much, now or again later. Monotonic time goes on as it is. */
export function shiftClock(byMs: number): void {
  shiftMs = byMs;
  globalThis.Date = ShiftedDate as DateConstructor;
}
