/** Retries may be at most this share of the first attempts. */
const share = 0.1;
/** What quiet times may save up; more would be a burst against an upstream that has just become sick. */
const maxTokens = 10;

/**
 * Keeps retries from multiplying the load on an upstream that fails: every first attempt earns a tenth of a retry. A new
 * upstream has one to begin with, so that a single lost connection does not need ten calls before it.
 */
export class RetryBudget {
  private tokens = 1;

  earn(): void {
    this.tokens = Math.min(this.tokens + share, maxTokens);
  }

  trySpend(): boolean {
    // Ten times 0.1 is a little less than 1.
    if (this.tokens < 1 - 1e-9) {
      return false;
    }
    this.tokens = Math.max(0, this.tokens - 1);
    return true;
  }
}
