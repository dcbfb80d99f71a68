const ends: (() => Promise<void>)[] = [];

/** Has something ended after the test that runs, for what no hook of the file knows. */
export const atTestEnd = (end: () => Promise<void>): void => void ends.push(end);

/** Ends it. */
export async function endAll(): Promise<void> {
  await Promise.all(ends.splice(0).map((end) => end()));
}
