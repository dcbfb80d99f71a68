import type { ErrorCode } from '../../../src/errors/error-codes.ts';
import type { Output, Step } from '../card.ts';
import { choose } from '../cards/decisions.ts';
import { ask } from './ask.ts';
import type { readForUser } from './read-for-user.ts';

/** As it comes: the values are those of Mapping. */
export const SYNC_SETTING = { syncFromOkta: false } as const;

/** What a readme says of the setting. */
export const SYNC_STEP =
  '`syncFromOkta` true has the connector read the user in Okta itself (`sync-user`), so that its policy counts, groups too, and Mapping does not. The connector needs its Okta settings for it, and the connection the scope `okta.setup`.';

interface UserEvent {
  readonly flow: string;
  readonly settings: ReturnType<typeof readForUser>;
  readonly userId: Output;
  readonly eventId: Output;
  readonly eventTime: Output;
  readonly expectedCode: ErrorCode | Output;
}

/**
 * Brings one user to what Okta says: by the values of Mapping, or, where the connector has access to Okta and the admin
 * wants that, by a sync of that user. What would not finish in the time of a card becomes work of the connector's
 * queue.
 */
export function pushOrSync({ flow, settings, userId, eventId, eventTime, expectedCode }: UserEvent): {
  readonly steps: readonly Step[];
  /** Of the call that was made; empty when it has succeeded. */
  readonly code: Output;
} {
  const baseUrl = settings.out('baseUrl');
  const [userName, values, emptyText] = ['userName', 'values', 'emptyText'].map((field) => settings.out(field)) as [
    Output,
    Output,
    Output,
  ];
  const synced = ask({
    flow,
    baseUrl,
    action: 'sync-user',
    body: { oktaUserId: userId, whenBusy: 'queue' },
    expectedCode,
  });
  const pushed = ask({
    flow,
    baseUrl,
    action: 'set-user-values',
    body: { userName, values, emptyText, eventId, eventTime, whenBusy: 'queue' },
    expectedCode,
  });
  const asked = choose(
    'Sync From Okta?',
    [settings.out('syncFromOkta'), '==', true],
    { code: 'string' },
    {
      ifTrue: { steps: synced.steps, gives: { code: synced.problem('code') } },
      ifFalse: { steps: pushed.steps, gives: { code: pushed.problem('code') } },
    },
  );
  return { steps: [asked], code: asked.out('code') };
}
