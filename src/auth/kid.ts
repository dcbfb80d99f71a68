/** The form of a key id that is looked up at all. Okta's are 43 characters of base64url. */
export const KID = /^[\w-]{1,128}$/;
