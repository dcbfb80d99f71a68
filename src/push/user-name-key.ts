/** What a userName is compared by: Omni and Okta compare user names without regard to case (RFC 7643 §4.1.1). */
export const userNameKey = (userName: string): string => userName.toLowerCase();
