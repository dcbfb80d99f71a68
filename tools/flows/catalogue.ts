import type { CardType } from './card-type.ts';
import * as apiConnector from './catalogue/api-connector.ts';
import * as control from './catalogue/control.ts';
import * as dateAndMath from './catalogue/date-and-math.ts';
import * as list from './catalogue/list.ts';
import * as object from './catalogue/object.ts';
import * as okta from './catalogue/okta.ts';
import * as oktaEvents from './catalogue/okta-events.ts';
import * as starts from './catalogue/starts.ts';
import * as tables from './catalogue/tables.ts';
import * as text from './catalogue/text.ts';

const FAMILIES: readonly Readonly<Record<string, CardType>>[] = [
  apiConnector,
  control,
  list,
  dateAndMath,
  object,
  oktaEvents,
  okta,
  starts,
  tables,
  text,
];

/** Every card that the builder knows, with its version: another version of a card may have other fields. */
const known: ReadonlySet<string> = new Set(
  FAMILIES.flatMap((family) => Object.values(family)).map((type) => type.address),
);

export const isKnownCard = (address: string): boolean => known.has(address);
