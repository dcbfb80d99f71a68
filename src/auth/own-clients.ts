/**
 * What the connector does of its own accord bears these in place of a client id, on jobs and in the audit log: by the
 * clock, for Okta's event hook, and for whoever runs a command on its machine.
 */
export const OWN_CLIENTS = { schedule: 'schedule', hook: 'hook', commandLine: 'command-line' } as const;

/**
 * What a person who has signed in to the console bears in place of a client id: `console: ` and their user name. Who
 * reads the audit log sees a person, and no client of an authorization server is called so.
 */
export const clientIdOfPerson = (userName: string): string => `console: ${userName}`;

const OF_PERSONS = clientIdOfPerson('');

const NAMES: ReadonlySet<string> = new Set(Object.values(OWN_CLIENTS));

/** Whether a client that bore this id would own what the connector does by itself, or what a person did. */
export const isOwnClient = (clientId: string): boolean => NAMES.has(clientId) || clientId.startsWith(OF_PERSONS.trim());
