const intervalMs = 500;

/**
 * npm runs a script through a shell. A SIGTERM sent to npm ends npm and that shell, but many shells do not pass it on, and
 * the command would run on alone. So: when the process that started this one is gone, `orphaned` is emitted on `process`.
 * Only under npm: a command started by hand and left in the background loses its parent rightly.
 */
export function watchForOrphaning() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.emit('orphaned');
  }, intervalMs);
  watch.unref();
}
