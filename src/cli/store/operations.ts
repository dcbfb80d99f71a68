import { auditLines } from '../../store/audit-lines.ts';
import { writeBackup } from '../../store/backup/write-backup.ts';
import type { Database } from '../../store/database.ts';
import type { PersonAsked } from '../../store/forget/person.ts';
import {
  giveBack,
  reserveSlot,
  type SlotRequest,
  type SlowDown,
  slowDown,
  type UnusedSlots,
} from '../../store/key-slots.ts';
import { verifyAudit } from '../../store/verify-audit.ts';
import { forgetPerson } from './forget-person.ts';

/**
 * What a command does with the database of the connector: in its own process, or in that of a connector that holds the
 * embedded database (`door.ts`). What goes in is one JSON object, what comes out are lines, each one JSON text.
 */
export interface Operations {
  'audit-verify': { readonly expected?: { readonly seq: number; readonly hash: string } };
  'audit-export': { readonly after: number; readonly since?: number; readonly until?: number };
  backup: Readonly<Record<string, never>>;
  forget: PersonAsked;
  /** For commands that ask Omni with the connector's keys (`shared-budget.ts`). */
  'reserve-slot': SlotRequest;
  'slow-down': SlowDown;
  'give-back': UnusedSlots;
}

/** Takes a line; resolves when the next one may come. */
export type WriteLine = (line: string) => Promise<void>;

type Run<Name extends keyof Operations> = (
  database: Database,
  options: Operations[Name],
  write: WriteLine,
) => Promise<void>;

export const OPERATIONS: { readonly [Name in keyof Operations]: Run<Name> } = {
  'audit-verify': async (database, { expected }, write) =>
    await write(JSON.stringify(await verifyAudit(database, expected))),
  'audit-export': auditLines,
  forget: async (database, asked, write) => await write(JSON.stringify(await forgetPerson(database, asked))),
  backup: (database, _options, write) => writeBackup(database, write),
  'reserve-slot': async (database, request, write) => await write(JSON.stringify(await reserveSlot(database, request))),
  'slow-down': async (database, refused, write) => {
    await slowDown(database, refused);
    await write('{}');
  },
  'give-back': async (database, unused, write) => {
    await giveBack(database, unused);
    await write('{}');
  },
};
