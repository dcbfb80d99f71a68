import { expect, test } from '@jest/globals';
import { type AskedValue, judge, type Played } from './model.ts';

const KEY = { user: 'ada', reference: 'region' } as const;

const asked = (by: string, value: string, seq: number, told: AskedValue['told']): AskedValue => ({
  ...KEY,
  by,
  value: [value],
  place: { at: 0, seq },
  acceptedAt: seq,
  told,
  toldAt: 20,
});

const effect = (by: string, value: string, step: number) => ({ ...KEY, by, value: [value], step, shownAt: 0 });

/** The first call has written `old`, a job `new`; an undo of the job has won against a call that came before it. */
const world = (undo: AskedValue['told']): Played => ({
  asked: [
    asked('call', 'old', 1, 'verified'),
    asked('job', 'new', 2, 'verified'),
    asked('late call', 'late', 3, 'superseded'),
    asked('undo', 'old', 4, undo),
  ],
  // Requests do not say who sends them: what the undo has written is taken for another write of the first call.
  effects: [effect('call', 'old', 5), effect('job', 'new', 6), effect('call', 'old', 7)],
  sent: ['call', 'job'].map((by) => ({ by, user: KEY.user, references: [KEY.reference] })),
  ignored: [],
  known: new Map(),
  strays: [],
  shows: true,
  hasDefault: false,
  openIntents: 0,
  openRows: 0,
});

test('what was told as written is a reason for what an earlier wish lost, also where nobody knows who has sent it', () => {
  expect(judge(world('verified'))).toEqual([]);
});

test('what was refused is none', () => {
  expect(judge(world('refused'))).toEqual([expect.stringContaining('no later wish has counted')]);
});
