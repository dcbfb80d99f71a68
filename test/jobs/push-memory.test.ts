import { expect, test } from '@jest/globals';
import { fakeOmni } from '../../bench/fake-omni.ts';
import { leapingClock } from '../../bench/leaping-clock.ts';
import { pushWorld } from '../../bench/push-world.ts';

const MIB = 1_048_576;
const ROWS = 100_000;
/** About 2 KiB a row: far below what would end a small container. */
const MOST_MIB = 250;

test(`planning ${ROWS} rows stays within ${MOST_MIB} MiB of heap`, async () => {
  const omni = fakeOmni({ users: ROWS, listValues: true });
  const world = await pushWorld({ send: omni.send, clock: leapingClock() });
  try {
    const rows = omni.userNames.map((userName) => ({ userName, region: 'emea' }));
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    const sampling = setInterval(() => {
      most = Math.max(most, process.memoryUsage().heapUsed);
    }, 20);
    const begin = Date.now();
    const push = await world.push(rows);
    clearInterval(sampling);
    const growth = (most - before) / MIB;
    process.stdout.write(
      `${ROWS} rows planned in ${(Date.now() - begin) / 1_000} s, ${growth.toFixed(0)} MiB of heap\n`,
    );
    expect(push).toMatchObject({ status: 'done', unchangedCount: ROWS });
    expect(growth).toBeLessThan(MOST_MIB);
  } finally {
    await world.close();
  }
}, 600_000);
