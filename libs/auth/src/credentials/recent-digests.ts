/** Remembers the last digests of keys that were good, so that guesses can be told from customers. */
export class RecentDigests {
  private readonly digests = new Set<string>();

  constructor(private readonly max: number) {}

  has(digest: string): boolean {
    return this.digests.has(digest);
  }

  add(digest: string): void {
    if (this.digests.has(digest)) return;
    this.digests.add(digest);
    const [oldest] = this.digests;
    if (this.digests.size > this.max && oldest !== undefined) this.digests.delete(oldest);
  }

  delete(digest: string): void {
    this.digests.delete(digest);
  }
}
