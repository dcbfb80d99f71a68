import type { AttributeUse } from './attribute-use.ts';
import { cutName } from './cut-text.ts';
import { someValues } from './some-values.ts';

/** Values of an attribute that lead to another database. */
export interface ConnectionEnvironment {
  /** The connection that is used instead. */
  readonly connection: string;
  readonly values: readonly string[];
}

/** A connection whose database is chosen by an attribute. https://docs.omni.co/connect-data/dynamic-environments */
export interface ChosenConnection {
  readonly name: string;
  readonly reference: string;
  /** Whoever holds one of these stays with the connection itself. */
  readonly defaultValues: readonly string[];
  /** Undefined where Omni does not tell. */
  readonly environments: readonly ConnectionEnvironment[] | undefined;
}

function detailOf({ defaultValues, environments }: ChosenConnection): string {
  const stays = defaultValues.length > 0 ? `; stays for: ${someValues(defaultValues)}` : '';
  const leads = (environments ?? []).map(
    ({ connection, values }) => `; ${cutName(connection)} for: ${someValues(values)}`,
  );
  return `chooses the database of the connection${stays}${leads.join('')}`;
}

export const connectionUse = (connection: ChosenConnection): AttributeUse => ({
  reference: cutName(connection.reference),
  model: cutName(connection.name),
  file: '',
  line: 0,
  topic: '',
  kind: 'connection',
  detail: detailOf(connection),
});
