const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether an address stays on this machine; only there http is accepted. */
export const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname);
