/** How Stryker tells its runner which mutant to try, and the instrumented code which one is on. */
const ENVIRONMENT = '__STRYKER_ACTIVE_MUTANT__';
const { __stryker__: context } = globalThis as unknown as {
  readonly __stryker__?: { activeMutant: string | undefined };
};

// The instrumented code asks the environment once, when it is loaded; here it stays loaded for the next mutant.
if (context) context.activeMutant = process.env[ENVIRONMENT];
