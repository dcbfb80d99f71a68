import type { ValueInForce } from '../models/in-force.ts';
import type { AttributeValue } from '../push/attribute.ts';
import type { Queries } from './database.ts';
import { storableText } from './storable-text.ts';

/** One line of a report. */
export interface ReportRow {
  /** Its place in the report. */
  readonly index: number;
  readonly userName: string;
  /** Empty when it is about the user as such. */
  readonly reference: string;
  /** What the report says of it: a word of the report's own. */
  readonly kind: string;
  /** What Okta says, what was last written, what Omni holds; null where it does not apply. */
  readonly okta: AttributeValue | null;
  readonly written: AttributeValue | null;
  readonly omni: AttributeValue | null;
  /** What is in force, and where it comes from; null: nobody knows, or the line is about no value. */
  readonly inForce: ValueInForce | null;
  readonly detail: string;
}

const INSERT = `
  INSERT INTO connector.report_rows (job_id, index, user_name, reference, kind, okta, written, omni, detail,
                                      effective, source)
  SELECT $1, index, user_name, reference, kind, okta::json, written::json, omni::json, detail, effective::json, source
  FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
              $10::text[], $11::text[])
    AS page (index, user_name, reference, kind, okta, written, omni, detail, effective, source)`;

const json = (value: AttributeValue | null): string | null => value && JSON.stringify(value);

/** Adds rows to a report. */
export async function insertReportRows(queries: Queries, jobId: string, rows: readonly ReportRow[]): Promise<void> {
  if (rows.length === 0) return;
  await queries.query(INSERT, [
    jobId,
    rows.map(({ index }) => index),
    rows.map(({ userName }) => storableText(userName)),
    rows.map(({ reference }) => reference),
    rows.map(({ kind }) => kind),
    rows.map(({ okta }) => json(okta)),
    rows.map(({ written }) => json(written)),
    rows.map(({ omni }) => json(omni)),
    rows.map(({ detail }) => storableText(detail)),
    rows.map(({ inForce }) => json(inForce?.values ?? null)),
    rows.map(({ inForce }) => inForce?.source ?? null),
  ]);
}

export interface ReportRowFilter {
  /** Left out: all. */
  readonly kinds?: readonly string[] | undefined;
  /** `index` of the last row of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

const LIST = `
  SELECT index, user_name AS "userName", reference, kind, okta, written, omni, detail,
         CASE WHEN source IS NOT NULL THEN json_build_object('values', effective, 'source', source) END AS "inForce"
  FROM connector.report_rows
  WHERE job_id = $1 AND ($2::text[] IS NULL OR kind = ANY ($2)) AND index > $3
  ORDER BY index LIMIT $4`;

/** One page of a report. */
export function listReportRows(queries: Queries, jobId: string, filter: ReportRowFilter): Promise<ReportRow[]> {
  const { kinds, after = -1, limit } = filter;
  return queries.query<ReportRow>(LIST, [jobId, kinds ?? null, after, limit]);
}

/** The last drift report that came to its end. */
export interface LastDriftReport {
  /** Its facts, as the report keeps them. */
  readonly report: Readonly<Record<string, unknown>>;
  /** ms epoch */
  readonly finishedAt: number;
}

/** Undefined as long as there was none. */
export async function lastDriftReport(queries: Queries): Promise<LastDriftReport | undefined> {
  const [last] = await queries.query<LastDriftReport>(
    `SELECT report, finished_at AS "finishedAt" FROM connector.jobs
     WHERE kind = 'drift' AND status = 'done' ORDER BY created_at DESC LIMIT 1`,
  );
  return last;
}
