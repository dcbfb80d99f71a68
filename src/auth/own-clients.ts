/**
 * What the connector does of its own accord bears these in place of a client id, on jobs and in the audit log: by the
 * clock, for Okta's event hook, and for whoever runs a command on its machine.
 */
export const OWN_CLIENTS = { schedule: 'schedule', hook: 'hook', commandLine: 'command-line' } as const;

const NAMES: ReadonlySet<string> = new Set(Object.values(OWN_CLIENTS));

/** Whether a client that bore this id would own what the connector does by itself. */
export const isOwnClient = (clientId: string): boolean => NAMES.has(clientId);
