/** What is not established about Okta Workflows, and matters; the first value of each is the default. */
export const SIMULATOR_SWITCHES = {
  /**
   * Empty texts and nulls on their way along a wire: left as they are, all null, or all the empty value of the field.
   */
  empties: ['kept', 'null', 'empty'],
  /** Numbers and true/false that Construct puts into an object: left as they are, or as text. */
  scalars: ['kept', 'text'],
  /** Cards of the Okta connector that Okta answers with 429: they wait by themselves, or fail at once. */
  oktaFull: ['waits', 'fails'],
} as const;

type Name = keyof typeof SIMULATOR_SWITCHES;

export type SimulatorSwitches = { readonly [K in Name]: (typeof SIMULATOR_SWITCHES)[K][number] };

export const simulatorSwitches = (given: Partial<SimulatorSwitches> = {}): SimulatorSwitches => ({
  empties: SIMULATOR_SWITCHES.empties[0],
  scalars: SIMULATOR_SWITCHES.scalars[0],
  oktaFull: SIMULATOR_SWITCHES.oktaFull[0],
  ...given,
});
