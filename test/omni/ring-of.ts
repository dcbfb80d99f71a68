import type { Clock } from '../../src/base/clock.ts';
import type { Secret } from '../../src/base/secret.ts';
import { type KeyHealth, KeyRing } from '../../src/omni/key-ring.ts';

/** The ring of keys that stay as they are. */
export const ringOf = (keys: readonly Secret[], clock: Clock, onChange?: (key: KeyHealth) => void): KeyRing =>
  new KeyRing(() => keys, clock, onChange);
