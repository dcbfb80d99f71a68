/** One product: where it belongs, from the package's folder, and what it has to hold. */
export interface GeneratedFile {
  readonly path: string;
  /** Bytes for an image. */
  readonly text: string | Uint8Array;
}
