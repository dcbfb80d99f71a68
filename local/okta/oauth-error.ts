/** A refusal of the token endpoint (RFC 6749, section 5.2), in the words Okta uses. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }

  body(): { error: string; error_description: string } {
    return { error: this.code, error_description: this.message };
  }
}
