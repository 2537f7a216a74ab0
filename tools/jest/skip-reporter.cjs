// Names every skipped test with its reason at the end of a run, and fails the run when a skip states none: the name of
// the test or of a block around it says `(needs …)`.
const reason = /\(needs [^)]+\)/;

class SkipReporter {
  #unexplained = [];

  onRunComplete(_contexts, results) {
    const skipped = results.testResults
      .flatMap(({ testResults }) => testResults)
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ fullName }) => fullName);
    this.#unexplained = skipped.filter((name) => !reason.test(name));
    if (skipped.length === 0) return;
    const byReason = new Map();
    for (const name of skipped) {
      const why = reason.exec(name)?.[0] ?? '(no reason given)';
      byReason.set(why, [...(byReason.get(why) ?? []), name.replace(` ${why}`, '')]);
    }
    for (const [why, names] of byReason) {
      process.stdout.write(`skipped ${why}:\n${names.map((name) => `  ${name}\n`).join('')}`);
    }
  }

  getLastError() {
    if (this.#unexplained.length > 0) return new Error('Tests were skipped without a reason, see above.');
  }
}

module.exports = SkipReporter;
