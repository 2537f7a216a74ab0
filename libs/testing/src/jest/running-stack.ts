/** What the set-up of this run started, for its tear-down. */
export const runningStack: { current: { stop: () => Promise<void> } | undefined } = { current: undefined };
