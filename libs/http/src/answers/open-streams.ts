/** Answers without an end of their own, which a draining service ends. */
export class OpenStreams {
  private readonly drained = new AbortController();

  /** Aborted when the service begins to drain. */
  get signal(): AbortSignal {
    return this.drained.signal;
  }

  endAll(): void {
    this.drained.abort();
  }
}
