interface Remembered {
  readonly id: string;
  readonly expiresAtMs: number;
}

/** Remembers message ids until a time; what it forgets is too old to be believed anyway. */
export class RecentIds {
  private readonly known = new Set<string>();
  // Oldest first, from `oldest` on. A map alone would keep the order too, but every look at its first entry steps over
  // all that were deleted before it.
  private order: Remembered[] = [];
  private oldest = 0;

  /** @returns false when the id is remembered already. Ids arrive about in the order of their expiry. */
  add(id: string, expiresAtMs: number, nowMs: number): boolean {
    this.forget(nowMs);
    if (this.known.has(id)) return false;
    this.known.add(id);
    this.order.push({ id, expiresAtMs });
    return true;
  }

  private forget(nowMs: number): void {
    for (let next = this.order[this.oldest]; next !== undefined; next = this.order[this.oldest]) {
      if (next.expiresAtMs > nowMs) break;
      this.known.delete(next.id);
      this.oldest += 1;
    }
    if (this.oldest < 1_024 || this.oldest * 2 < this.order.length) return;
    this.order = this.order.slice(this.oldest);
    this.oldest = 0;
  }
}
