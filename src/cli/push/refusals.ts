import { ConnectorError } from '../../errors/connector-error.ts';
import type { FileRow } from '../../files/file-row.ts';
import type { NamedValue } from '../../files/read-object.ts';
import { byReference } from '../../push/changes.ts';
import type { EmptyText } from '../../push/coerce.ts';
import { readIntents } from '../../push/intents.ts';
import type { ListAttributesOutput, RowResult } from '../../schema/types.ts';

/** One reason why a row of a file is refused. */
export interface Refusal {
  readonly line: number;
  readonly userName: string;
  /** The column whose value is at fault; empty where it is not a value. */
  readonly column: string;
  readonly value: string;
  readonly code: string;
  readonly message: string;
}

/** Finds what is wrong with the values of a row, one by one. */
export type FindReasons = (row: FileRow, result: Pick<RowResult, 'code' | 'message'>) => Refusal[];

const shown = ({ value }: NamedValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What the policy allows only the connector knows: its message names each attribute whose value is not. */
function notAllowed(message: string, { reference }: NamedValue): ConnectorError | undefined {
  const refused = new ConnectorError('VALUE_NOT_ALLOWED', { reference });
  return message.includes(refused.message) ? refused : undefined;
}

/** @param emptyText as the push has it */
export function reasonFinder(
  attributes: ListAttributesOutput['attributes'],
  emptyText: EmptyText = 'error',
): FindReasons {
  const known = byReference(attributes.map((attribute) => ({ ...attribute, defaultValue: [] })));
  const problem = ({ reference, value }: NamedValue): ConnectorError | undefined => {
    try {
      readIntents(known, { [reference]: value }, emptyText);
      return undefined;
    } catch (thrown) {
      if (thrown instanceof ConnectorError) return thrown;
      throw thrown;
    }
  };
  return ({ line, userName, values }, { code, message }) => {
    const wrong = values.flatMap((value) => {
      const found = problem(value) ?? notAllowed(message, value);
      return found
        ? [{ line, userName, column: value.column, value: shown(value), code: found.code, message: found.message }]
        : [];
    });
    // Not a value: the user, or something that only the connector knows.
    return wrong.length > 0 ? wrong : [{ line, userName, column: '', value: '', code, message }];
  };
}
