import { spreadsheetText } from '../base/spreadsheet-text.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { AttributeShape, AttributeValue } from '../push/attribute.ts';
import { coerce } from '../push/coerce.ts';
import { sameValue } from '../push/compare.ts';
import { readCell } from './read-cell.ts';

/** What the push of a cell asks for. */
function readBack(attribute: AttributeShape, cell: string): AttributeValue | undefined {
  try {
    return coerce(attribute, readCell(cell, attribute.multiValued, {}), 'ignore')?.value;
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return undefined;
    throw thrown;
  }
}

/**
 * The cell that a push reads as exactly this value, with an apostrophe before what a spreadsheet would compute.
 *
 * @returns undefined where there is none, since a push would refuse the value or bend it
 */
export function cellText(attribute: AttributeShape, value: AttributeValue): string | undefined {
  if (value.length === 0) return '';
  const forms = attribute.multiValued ? [value.join(';'), JSON.stringify(value)] : [value.join(';')];
  const exact = forms.find((cell) => sameValue(readBack(attribute, cell) ?? [], value));
  return exact === undefined || attribute.type === 'number' ? exact : spreadsheetText(exact);
}
