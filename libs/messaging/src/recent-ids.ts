/** Remembers message ids until a time; what it forgets is too old to be believed anyway. */
export class RecentIds {
  private readonly expiries = new Map<string, number>();

  /** @returns false when the id is remembered already. Ids arrive about in the order of their expiry. */
  add(id: string, expiresAtMs: number, nowMs: number): boolean {
    for (const [old, expiry] of this.expiries) {
      if (expiry > nowMs) break;
      this.expiries.delete(old);
    }
    if (this.expiries.has(id)) return false;
    this.expiries.set(id, expiresAtMs);
    return true;
  }
}
