import type { Attribute } from '../push/attribute.ts';
import { type HeldValue, heldValue } from '../push/coverage.ts';
import type { DriftFinding } from '../push/drift.ts';
import { lastWrites } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import type { ReportRow } from '../store/report-rows.ts';
import { heldInForce } from './held-in-force.ts';

/** What was found about one user. */
export interface UserFindings {
  readonly userName: string;
  /** Empty where Omni has no such user. */
  readonly omniUserId: string;
  readonly findings: readonly DriftFinding[];
  /** By reference; without those that Omni does not show. */
  readonly held: Readonly<Record<string, HeldValue>>;
}

const keyOf = (omniUserId: string, reference: string): string => JSON.stringify([omniUserId, reference]);

/**
 * The rows of what was found, each with what this connector wrote last, and what is in force.
 *
 * @param first index of the first row
 */
export async function driftRows(
  queries: Queries,
  users: readonly UserFindings[],
  attributes: ReadonlyMap<string, Attribute>,
  first: number,
): Promise<ReportRow[]> {
  const found = users.flatMap(({ findings, ...user }) => findings.map((finding) => ({ ...finding, ...user })));
  const values = found.filter(({ reference, omniUserId }) => reference !== '' && omniUserId !== '');
  const writes = await lastWrites(queries, values);
  const written = new Map(writes.map(({ omniUserId, reference, value }) => [keyOf(omniUserId, reference), value]));
  return found.map(({ userName, omniUserId, kind, reference, okta, omni, detail, held }, at) => {
    const last = written.get(keyOf(omniUserId, reference)) ?? null;
    const isUnwritten = last === null && reference !== '' && omniUserId !== '';
    const told = isUnwritten ? `${detail} This connector has never written it for this user.` : detail;
    const inForce = heldInForce(attributes.get(reference), heldValue(held, reference));
    return { index: first + at, userName, reference, kind, okta, written: last, omni, inForce, detail: told };
  });
}
