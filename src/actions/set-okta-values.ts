import { ConnectorError } from '../errors/connector-error.ts';
import type { SetOktaValuesInput, SetOktaValuesOutput } from '../schema/types.ts';
import type { OktaRow } from '../setup/contradictions.ts';
import { setOktaValues } from '../setup/set-okta-values.ts';
import { defineAction } from './action.ts';

/** The one user or the many of the input. @throws ConnectorError BODY_INVALID when it is neither, or both */
function rowsOf(action: string, { userName, values, rows }: SetOktaValuesInput): readonly OktaRow[] {
  if (rows && userName === undefined && values === undefined) return rows;
  if (!rows && userName !== undefined && values !== undefined) return [{ userName, values }];
  const path = rows ? '/rows' : `/${userName === undefined ? 'userName' : 'values'}`;
  const message = rows ? 'excludes userName and values' : 'is required where there are no rows';
  throw new ConnectorError('BODY_INVALID', { action, problem: `${path} ${message}` }, [{ path, message }]);
}

/** Gives users values in their Okta profiles. */
export default defineAction<SetOktaValuesInput, SetOktaValuesOutput>({
  name: 'set-okta-values',
  title: 'Set Okta Values',
  description: "Sets attributes of one or many users' Okta profiles: only those named, only where they differ.",
  group: 'Okta',
  scope: 'okta.setup',
  effect: 'write',
  omniRequests: 0,
  asksOkta: true,
  throws: [],
  run: (context, input) => setOktaValues(context, rowsOf(context.action, input), input.dryRun ?? false),
});
