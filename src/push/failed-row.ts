import type { ConnectorError } from '../errors.ts';
import type { FailedRow, RowPlace } from './push-row.ts';

/** A failure as the result of the row that it belongs to. */
export const failedRow = ({ index, userName }: RowPlace, { code, message, details }: ConnectorError): FailedRow => ({
  kind: 'failed',
  index,
  userName,
  code,
  message,
  details: details.map((detail) => `${detail.path}: ${detail.message}`).join(' '),
});
