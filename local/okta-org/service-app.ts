import { generateKeyPairSync, type KeyObject } from 'node:crypto';

function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { publicKey, privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** The service app of the org, with one key at a time. */
export class ServiceApp {
  readonly id: string;
  #key = newKey();

  constructor(id: string) {
    this.id = id;
  }

  get publicKey(): KeyObject {
    return this.#key.publicKey;
  }

  /** What its client signs with. */
  get privateKeyPem(): string {
    return this.#key.privateKeyPem;
  }

  /** From now on assertions of the key before are refused. */
  replaceKey(): void {
    this.#key = newKey();
  }
}
