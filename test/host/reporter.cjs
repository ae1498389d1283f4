// Mocha's "spec" reporter, which also writes how many tests passed and failed into a file, for scripts/test.mjs.
const fs = require("node:fs");
const Mocha = require("mocha");

class CountingReporter extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    const file = options.reporterOptions?.counts;
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      if (typeof file === "string") {
        fs.writeFileSync(file, JSON.stringify({ passed: this.stats.passes, failed: this.stats.failures }));
      }
    });
  }
}

module.exports = CountingReporter;
