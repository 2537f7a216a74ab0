// Property tests explore with a new seed at every run on a workstation; in CI they repeat one, so that a change is never
// refused for what it did not do. A failure prints its seed either way.
const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');

if (process.env.CI === 'true') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_121 });

module.exports = fc;
