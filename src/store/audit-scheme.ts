import { createHash, createHmac } from 'node:crypto';
import type { Secret } from '../base/secret.ts';

/** How the hash of an audit entry is made. Each entry names its scheme, so that old ones stay good. */
export interface AuditScheme {
  readonly name: string;
  /** @returns hexadecimal */
  hash(previousHash: string, row: string): string;
}

/** SHA-256: finds an accident, and whoever changes a row but cannot rewrite what follows it. */
export const UNKEYED: AuditScheme = {
  name: 'sha256',
  hash: (previousHash, row) => createHash('sha256').update(previousHash).update(row).digest('hex'),
};

const ID_CHARACTERS = 8;

/**
 * HMAC-SHA-256 (RFC 2104): without the key nobody can make an entry, however much of the database they can write. The
 * name tells which key it was without giving it away.
 */
export function keyedScheme(key: Secret): AuditScheme {
  const id = createHash('sha256').update('audit key ').update(key.reveal()).digest('hex').slice(0, ID_CHARACTERS);
  const name = `hmac-sha256:${id}`;
  return {
    name,
    hash: (previousHash, row) =>
      createHmac('sha256', key.reveal()).update(previousHash).update(name).update(row).digest('hex'),
  };
}

/** Whether a scheme needs no key, by its name. */
export const isUnkeyed = (name: string): boolean => name === UNKEYED.name;
