import { setMaxListeners } from 'node:events';

/** Answers without an end of their own, which a draining service ends. */
export class OpenStreams {
  private readonly drained = new AbortController();

  constructor() {
    // Everything that is under way listens: Node would take eleven of them for a leak.
    setMaxListeners(0, this.drained.signal);
  }

  /** Aborted when the service begins to drain. */
  get signal(): AbortSignal {
    return this.drained.signal;
  }

  endAll(): void {
    this.drained.abort();
  }
}
