/** A database's address as it may be shown and logged. */
export const withoutPassword = (address: string): string => address.replace(/^([a-z]+:\/\/[^:@/]*):[^@/]*@/i, "$1@");
