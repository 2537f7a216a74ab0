/** The keys of the installation for providers of lists, by name; they leave in requests to the named addresses alone. */
export class FeedKeys {
  constructor(private readonly keys: ReadonlyMap<string, string>) {}

  of(name: string): string | undefined {
    return this.keys.get(name);
  }
}
