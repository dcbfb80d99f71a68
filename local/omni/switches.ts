interface OmniSwitch {
  /** The row of the table of what is not established about Omni that this switch plays; null when it stands in none. */
  readonly gap: number | null;
  /** The first one is the default. */
  readonly values: readonly [string, ...string[]];
}

/** Everything about Omni that is not established, as data: each value is one Omni that may exist. */
export const OMNI_SWITCHES = {
  /** Status and body of a created definition. */
  createAnswer: { gap: 1, values: ['201-record', '200-record', '200-wrapped', '201-empty'] },
  /** Creating a definition whose name exists. */
  duplicateStatus: { gap: 3, values: ['409', '400', '422'] },
  deleteAnswer: { gap: 4, values: ['200-success', '204'] },
  /** A `name` in the PUT of a definition. */
  renameByPut: { gap: 5, values: ['ignored', '400'] },
  /** `off` is an older instance: definitions can be listed only. */
  definitionWrites: { gap: 6, values: ['on', 'off'] },
  userPut: { gap: 7, values: ['reset', 'merge'] },
  patchForms: { gap: 8, values: ['nopath+colon', 'nopath-only', 'colon-only'] },
  /** A form of PATCH that this instance does not take: dot, bare URN, or what `patchForms` leaves out. */
  otherForm: { gap: 8, values: ['400', 'ignored'] },
  removeWithoutValue: { gap: 8, values: ['400', 'ok'] },
  unknownReference: { gap: 9, values: ['ignored', '400'] },
  typeMismatch: { gap: 10, values: ['400', 'coerce'] },
  systemWrite: { gap: 11, values: ['ignored', '400'] },
  listValues: { gap: 12, values: ['omit', 'include'] },
  readDefaults: { gap: 12, values: ['no', 'yes'] },
  readSystem: { gap: 12, values: ['no', 'yes'] },
  /** How a value that was cleared with null is read afterwards; with `null` also one that was never set. */
  cleared: { gap: 12, values: ['absent', 'null', 'default'] },
  numbersAs: { gap: 12, values: ['number', 'string'] },
  scimError: { gap: 13, values: ['detail', 'scim', 'error', 'text', 'empty'] },
  /** An unknown or disabled key. */
  badKey: { gap: 14, values: ['403', '401', '400'] },
  limiter: { gap: 15, values: ['sliding-log', 'fixed-window', 'bucket-60', 'bucket-10'] },
  retryAfter: { gap: 15, values: ['no', 'yes'] },
  maxCount: { gap: 16, values: ['100', 'none'] },
  revokedInList: { gap: 16, values: ['no', 'yes'] },
  patchInactive: { gap: 16, values: ['200', '400', '404'] },
  /** Creating a user for the address of somebody who was deactivated or deleted. */
  formerMember: { gap: 16, values: ['201', '409'] },
  /** Milliseconds until a fresh definition or value is visible. */
  delayMs: { gap: 17, values: ['0', '300'] },
  /** `echo`: with the values as they were sent, whatever was stored. */
  patchAnswer: { gap: 22, values: ['core-only', 'with-values', 'echo', '204'] },
  /** `yes`: once, between the first page and the second, a user appears who sorts before all others. */
  pageShift: { gap: 23, values: ['no', 'yes'] },
  /** Older instances have no whoami. */
  whoami: { gap: null, values: ['on', '404', 'invalid-method'] },
  /** Lists for e-mail-only users: the published schema refuses them, the docs page sends them. */
  emailOnlyArrays: { gap: null, values: ['400', 'ok'] },
  /** The list of models and their files. */
  models: { gap: null, values: ['on', 'missing', 'forbidden'] },
  /** The files of a model that is listed. */
  modelYaml: { gap: null, values: ['on', 'missing', 'forbidden'] },
  /** The parameter of that name came in April 2026. */
  fullyResolved: { gap: null, values: ['ok', '400'] },
  /** Models that extend another one: a kind that an older instance does not know. */
  extensionModels: { gap: null, values: ['listed', '400'] },
  /** Omni's examples name a topic `orders.topic`, and `topics/orders.yaml`. */
  fileNames: { gap: null, values: ['bare', 'folders'] },
  /**
   * Which id a query that is run for somebody takes; `ignored`: that of the user, and any other one is run for the
   * owner of the key.
   */
  queryUserId: { gap: null, values: ['membership', 'user', 'ignored'] },
  queries: { gap: null, values: ['on', 'missing', 'forbidden'] },
  connections: { gap: null, values: ['on', 'missing', 'forbidden'] },
  /** The key of the list: most other lists of Omni say `records`. */
  connectionsKey: { gap: null, values: ['connections', 'records'] },
  /** In the published description, and missing on an instance that was seen. */
  connectionEnvironments: { gap: null, values: ['on', 'missing', 'forbidden'] },
} as const satisfies Record<string, OmniSwitch>;

export type OmniSwitchName = keyof typeof OMNI_SWITCHES;

export type OmniSwitches = {
  -readonly [Name in OmniSwitchName]: (typeof OMNI_SWITCHES)[Name]['values'][number];
};

/** Every switch at its default, with the given ones on top. */
export function omniSwitches(given: Partial<OmniSwitches> = {}): OmniSwitches {
  const defaults = Object.fromEntries(Object.entries(OMNI_SWITCHES).map(([name, { values }]) => [name, values[0]]));
  return { ...(defaults as OmniSwitches), ...given };
}

/**
 * Reads `name=value`, as a command line gives it.
 * @throws RangeError with a sentence for the operator when there is no such switch or value.
 */
export function parseOmniSwitch(text: string): Partial<OmniSwitches> {
  const [name = '', value = ''] = text.split(/=(.*)/s);
  if (!Object.hasOwn(OMNI_SWITCHES, name)) {
    throw new RangeError(`There is no switch ${name}; there are: ${Object.keys(OMNI_SWITCHES).join(', ')}.`);
  }
  const allowed: readonly string[] = OMNI_SWITCHES[name as OmniSwitchName].values;
  if (!allowed.includes(value)) throw new RangeError(`The switch ${name} takes: ${allowed.join(', ')}.`);
  return { [name]: value };
}
