import type { Attribute } from '../push/attribute.ts';
import { type Holding, heldValue, holdingOf } from '../push/coverage.ts';
import { type JobOmniUser, listJobOmniUsers } from '../store/job-omni-users.ts';
import { insertReportRows, type ReportRow } from '../store/report-rows.ts';
import { addHoldings } from './add-holdings.ts';
import { heldInForce } from './held-in-force.ts';
import type { ReportWork, StepEnd } from './report-state.ts';
import { placeText, readPlace } from './user-place.ts';

/** Rows of one page, over all references. */
const PAGE_ROWS = 2_000;

interface Told extends Pick<ReportRow, 'inForce'> {
  readonly userName: string;
  readonly reference: string;
  readonly kind: Holding;
}

/** An attribute that was deleted meanwhile has neither values nor a default. */
function tell({ userName, held: all }: JobOmniUser, reference: string, attribute: Attribute | undefined): Told {
  const held = heldValue(all, reference);
  const kind = holdingOf({ defaultValue: attribute?.defaultValue ?? [] }, held);
  return { userName, reference, kind, inForce: heldInForce(attribute, held) };
}

const asRow = (told: Told, index: number): ReportRow => ({
  ...told,
  index,
  okta: null,
  written: null,
  omni: null,
  detail: '',
});

/** Says for a page of active users where each value comes from; the recipients without an account come after them. */
export async function tellHoldings({ job, attributes, place, facts }: ReportWork): Promise<StepEnd> {
  const { record, services } = job;
  const { references, rowCount } = facts;
  const limit = Math.max(1, Math.floor(PAGE_ROWS / Math.max(1, references.length)));
  const users = await listJobOmniUsers(services.database, record.id, readPlace(place), limit);
  const last = users.at(-1);
  if (!last) return { stage: 'recipients', place: '', facts };
  const told = users.flatMap((user) => references.map((reference) => tell(user, reference, attributes.get(reference))));
  const rows = told.map((one, at) => asRow(one, rowCount + at));
  return {
    stage: 'users',
    place: placeText(last),
    facts: { ...facts, rowCount: rowCount + rows.length, holdings: addHoldings(facts.holdings, told) },
    save: (queries) => insertReportRows(queries, record.id, rows),
  };
}
