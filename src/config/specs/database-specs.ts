import { makeValidator, str } from 'envalid';
import { readFolder } from '../setting-values.ts';

const folder = makeValidator(readFolder);

/** The database, and the keys of the audit log in it. */
export const DATABASE_SPECS = {
  DATABASE_URL: str({
    default: undefined,
    desc: 'A PostgreSQL server that several replicas may share. This or DATABASE_URL_FILE; unset: an embedded PostgreSQL in DATA_DIR.',
    example: 'postgresql://connector@db.acme.example/connector',
  }),
  DATABASE_URL_FILE: str({
    default: undefined,
    desc: 'A file that holds that address, with its password. Read at the start only.',
  }),
  DATA_DIR: folder({ default: './data', desc: 'The folder of the embedded database.' }),
  AUDIT_KEY: str({
    default: undefined,
    desc: 'Keys the hashes of the audit log, so that nobody without it can rewrite or continue the log: 32 characters or more, as openssl rand -hex 32 makes. Several, separated by commas: the first is used, the others check what they made. Set it for all replicas at once; set once, it stays needed. This or AUDIT_KEY_FILE.',
  }),
  AUDIT_KEY_FILE: str({
    default: undefined,
    desc: 'A file that holds the keys of the audit log, one per line. Read at the start only, unlike the files of other secrets: all replicas change the key of the log together.',
  }),
};
