import { ask } from './ask.ts';
import { type Actor, pick } from './deeds.ts';
import { OKTAS, SHARED } from './world.ts';

/** Answers of somebody who alone works on what they name: what the last one says is so in the end. */
const DONE_BEFORE = /EXISTS|NOT_FOUND/;

/** Creates, changes and deletes definitions that nobody else touches. */
export async function define({ world, random, fresh }: Actor): Promise<void> {
  const { omni, record } = world;
  const reference = pick(random, ['alpha', 'beta', 'gamma']);
  const find = () => omni.attributes.find(({ name }) => name === reference);
  const label = `Label ${fresh()}`;
  const claim = (holds: () => boolean, what: string) =>
    void record.claims.set(`definition ${reference}`, () => (holds() ? '' : `${reference} is not ${what}`));
  record.claims.delete(`definition ${reference}`);
  if (!find()) {
    const action = pick(random, ['create-attribute', 'ensure-attribute']);
    const answer = await ask(world, action, { reference, label, type: 'string' });
    if (answer?.status === 200 || DONE_BEFORE.test(answer?.body?.code)) claim(() => find() !== undefined, 'there');
    return;
  }
  if (random() < 0.5) {
    const answer = await ask(world, 'update-attribute', { reference, label });
    if (answer?.status === 200) claim(() => find()?.label === label, `called ${label}`);
    return;
  }
  const answer = await ask(world, 'delete-attribute', {
    reference,
    confirmReference: reference,
    acceptUnknownCount: true,
  });
  if (answer?.status === 200 || DONE_BEFORE.test(answer?.body?.code)) claim(() => find() === undefined, 'gone');
}

/** Writes in Okta what nobody else writes: a value of a user, a synced attribute. */
export async function writeOkta({ world, random, fresh }: Actor): Promise<void> {
  const { org, record } = world;
  if (random() < 0.6) {
    const userName = pick(random, [...SHARED, ...OKTAS]);
    const note = `note-${fresh()}`;
    record.claims.delete(`note ${userName}`);
    const answer = await ask(world, 'set-okta-values', { userName, values: { note } });
    const holds = () => org.user(userName).profile.note === note;
    if (answer?.status === 200 && answer.body.failedCount === 0)
      record.claims.set(`note ${userName}`, () => (holds() ? '' : `Okta does not say ${note} of ${userName}`));
    return;
  }
  const isThere = () => org.state.mapping.extra !== undefined;
  const isWanted = !isThere();
  record.claims.delete('extra');
  const answer = isWanted
    ? await ask(world, 'setup-synced-attribute', { reference: 'extra', label: 'Extra', type: 'string' })
    : await ask(world, 'remove-synced-attribute', { reference: 'extra' });
  if (answer?.status === 200 && answer.body.complete)
    record.claims.set('extra', () => (isThere() === isWanted ? '' : `the mapping to extra is not as was told`));
}
