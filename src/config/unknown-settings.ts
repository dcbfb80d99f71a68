import { nearest } from '../push/nearest.ts';
import { SETTING_SPECS } from './setting-specs.ts';

/** What commands read beside the settings: docs/command.md. */
const OF_COMMANDS = ['CONNECTOR_URL', 'CONNECTOR_CLIENT_ID', 'CONNECTOR_CLIENT_SECRET'];
const KNOWN = [...Object.keys(SETTING_SPECS), ...OF_COMMANDS];

/** How the names of settings begin of which somebody means this connector. */
const OURS = /^(OMNI|OKTA|GUARD|AUDIT|METRICS|CALLBACK|CONSOLE|SCHEDULE|RETENTION|NOTIFY)_/;
/** A limit that does not hold lets through what it is there to stop. */
const LIMIT = /^GUARD_/i;
/**
 * What Kubernetes puts beside a service:
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const OF_A_SERVICE = /_(SERVICE_(HOST|PORT)|PORT)(_|$)/;
/** Two letters off a short name is another word: HOME is no HOST. */
const LEAST_LENGTH = 7;

/** A variable whose name is like that of a setting. */
export interface UnknownSetting {
  readonly line: string;
  /** It was meant as a limit of pushes, which does not hold. */
  readonly refused: boolean;
}

/**
 * The variables of an environment that were probably meant as settings and are none, by name; never what they hold.
 *
 * @param present the variables that are there and not empty
 */
export function unknownSettings(present: NodeJS.ProcessEnv): readonly UnknownSetting[] {
  return Object.keys(present)
    .filter((name) => !KNOWN.includes(name) && !OF_A_SERVICE.test(name))
    .toSorted()
    .flatMap((name) => {
      const meant = name.length < LEAST_LENGTH ? undefined : nearest(name, KNOWN);
      if (meant === undefined && !OURS.test(name)) return [];
      const hint = meant === undefined ? 'docs/settings.md lists them' : `did you mean ${meant}?`;
      return [{ line: `${name} is no setting of the connector: ${hint}`, refused: LIMIT.test(meant ?? name) }];
    });
}
