/**
 * The connections that cards of the packs use, and the connector that each belongs to. An admin chooses the real ones.
 */
export const CONNECTIONS = { 'Omni connector': 'httpfunctions', Okta: 'okta' } as const;

export type Connection = keyof typeof CONNECTIONS;
