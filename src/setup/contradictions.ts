import { userNameKey } from '../push/user-name-key.ts';

/** One user and the values of their Okta profile, as a caller sends them. */
export interface OktaRow {
  readonly userName: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A row with its place in the input. */
export interface PlacedRow extends OktaRow {
  readonly index: number;
}

/** The rows of each user, in order, however the name is written. */
export function rowsByUser(rows: readonly OktaRow[]): PlacedRow[][] {
  const placed = rows.map((row, index) => ({ ...row, index }));
  return [...Map.groupBy(placed, ({ userName }) => userNameKey(userName)).values()];
}

/** The variables for which the rows of one user ask different values: none of them can be right by chance. */
export function contradictions(rows: readonly OktaRow[]): string[] {
  const asked = new Map<string, Set<string>>();
  for (const [variable, value] of rows.flatMap(({ values }) => Object.entries(values))) {
    asked.set(variable, (asked.get(variable) ?? new Set()).add(JSON.stringify(value)));
  }
  return [...asked].filter(([, values]) => values.size > 1).map(([variable]) => variable);
}
