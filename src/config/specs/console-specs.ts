import { makeValidator, str } from 'envalid';
import { readConsoleIssuer } from '../console-issuer.ts';
import { readFilledList, readText } from '../setting-values.ts';

const text = makeValidator(readText);
const consoleIssuer = makeValidator(readConsoleIssuer);
const names = makeValidator(readFilledList);

/** Who may look at the console, and who may act there. */
export const CONSOLE_SPECS = {
  CONSOLE_ISSUER: consoleIssuer({
    default: undefined,
    desc: 'Who signs people in to /console (docs/console.md): the Okta org, or a custom authorization server of it. Unset, as the settings after it: there is no console. It needs PUBLIC_URL.',
    example: 'https://acme.okta.com',
  }),
  CONSOLE_CLIENT_ID: text({
    default: undefined,
    desc: 'The client id of the web app in Okta that signs people in.',
    example: '0oa2example',
  }),
  CONSOLE_CLIENT_SECRET: str({
    default: undefined,
    desc: 'The secret of that app. This or CONSOLE_CLIENT_SECRET_FILE.',
  }),
  CONSOLE_CLIENT_SECRET_FILE: str({
    default: undefined,
    desc: 'A file that holds the secret of that app; one that is replaced counts at once.',
  }),
  CONSOLE_VIEW_GROUPS: names({
    default: [],
    desc: 'Groups in Okta, by name, whose members may look at the console, separated by commas.',
    example: 'Omni Auditors',
  }),
  CONSOLE_OPERATE_GROUPS: names({
    default: [],
    desc: 'Groups in Okta, by name, whose members may look and act: approve, cancel, retry, undo, bring up to date.',
    example: 'Omni Operators',
  }),
};
