import { ConnectorError } from '../errors/connector-error.ts';
import { tell } from './push/terminal.ts';

/** Ends a command with what the operator needs to know, without a stack. */
export function fail(thrown: unknown): never {
  const lines =
    thrown instanceof ConnectorError ? `${thrown.message} ${thrown.body('').fix}` : (thrown as Error).message;
  tell(lines);
  process.exit(1);
}
