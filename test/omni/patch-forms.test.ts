import { expect, test } from '@jest/globals';
import type { PatchForm } from '../../src/omni/scim.ts';
import type { Ticket } from '../../src/omni/ticket.ts';
import { OmniUsers } from '../../src/omni/users.ts';
import { answer } from './answer.ts';

/** Writes of one process, and what is kept of the form that has had an effect. */
function setUp(kept?: PatchForm) {
  const asked: string[] = [];
  const forms = {
    async recall() {
      asked.push('recall');
      return kept;
    },
    async remember(form: PatchForm) {
      asked.push(`remember ${form}`);
    },
  };
  const ids = { recall: async () => undefined, remember: async () => undefined, forget: async () => undefined };
  const users = new OmniUsers(async () => answer(200), ids, forms);
  const patch = () => users.patch({} as Ticket, { id: 'u1', userName: 'a@acme.example' }, new Map([['a', 'x']]));
  return { asked, users, patch };
}

test('the form that was kept is asked for once, and sent first', async () => {
  const { asked, patch } = setUp('colon-path');
  expect([await patch(), await patch()]).toEqual(['colon-path', 'colon-path']);
  expect(asked).toEqual(['recall']);
});

test('a form is kept when it is another one than before, and once', async () => {
  const { asked, users, patch } = setUp('colon-path');
  await patch();
  await users.keepForm('colon-path');
  expect(asked).toEqual(['recall']);
  await users.keepForm('no-path');
  await users.keepForm('no-path');
  expect(asked).toEqual(['recall', 'remember no-path']);
  expect(await patch()).toBe('no-path');
});

test('the first one that has an effect is kept, though it is the one that is tried first anyway', async () => {
  const { asked, users, patch } = setUp();
  await users.keepForm(await patch());
  expect(asked).toEqual(['recall', 'remember no-path']);
});
