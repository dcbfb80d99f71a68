import { describe, expect, test } from '@jest/globals';
import { remainingSeconds } from '../../src/push/estimate.ts';
import { type PhaseProgress, secondsAtPace } from '../../src/push/pace.ts';

const measured: PhaseProgress = { phaseDone: 60, phaseTotal: 300, phaseFrom: 10, phaseMs: 100_000 };

describe('the rest of a phase, by the pace that was measured in it', () => {
  test.each<[string, Partial<PhaseProgress>, number | undefined]>([
    ['50 in 100 s leave 480 s for 240', {}, 480],
    ['nothing is left', { phaseDone: 300 }, 0],
    ['more was done than was foreseen', { phaseDone: 301 }, 0],
    ['nobody has measured', { phaseMs: null }, undefined],
    ['nobody knows how much there is', { phaseTotal: 0 }, undefined],
    ['the least that tells a pace was done', { phaseDone: 20 }, 2_800],
    ['the least time that tells a pace has passed', { phaseMs: 3_000 }, Math.ceil((240 * 3) / 50)],
    ['too little was done', { phaseDone: 19 }, undefined],
    ['too little time has passed', { phaseMs: 2_999 }, undefined],
  ])('%s', (_, more, seconds) => {
    expect(secondsAtPace({ ...measured, ...more })).toBe(seconds);
  });
});

describe('what remains of a job', () => {
  const budget = { requestsPerMinute: 60, keys: 1 };
  const job = { status: 'running', phase: 'applying', total: 400, doneCount: 160, options: { verify: 'none' } };

  test.each<[string, object, number]>([
    ['while it writes: by the pace', { ...measured }, 480],
    ['… as long as there is none: by the budget', { ...measured, phaseMs: null }, Math.ceil(240 * 1.02)],
    ['while it plans: the plan by its pace, the writes by the budget', { phase: 'planning' }, 480 + 245],
    ['a report: by its pace alone', { phase: 'reporting', total: 10, doneCount: 0 }, 480],
    [
      'a report that nobody has measured: by the budget',
      { phase: 'reporting', total: 10, doneCount: 0, phaseMs: null },
      11,
    ],
    [
      'every write read back: twice as many requests',
      { phaseMs: null, options: { verify: 'all' } },
      Math.ceil(480 * 1.02),
    ],
    ['a twentieth of them read back', { phaseMs: null, options: { verify: 'sample' } }, Math.ceil(252 * 1.02)],
    ['no word about reading back', { phaseMs: null, options: {} }, Math.ceil(240 * 1.02)],
    ['no options at all', { phaseMs: null, options: null }, Math.ceil(240 * 1.02)],
    ['once it has ended: nothing', { status: 'done' }, 0],
  ])('%s', (_, more, seconds) => {
    expect(remainingSeconds({ ...job, ...measured, ...more }, budget)).toBe(seconds);
  });
});
