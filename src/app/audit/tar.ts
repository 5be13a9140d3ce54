const block = 512;

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, "0")}\0`;

/** What stands before a file in an archive (POSIX ustar): its name, its size, and nothing of who made it. */
export function tarHeader(name: string, size: number, at: Date): Uint8Array {
  if (Buffer.byteLength(name) > 100) throw new RangeError("The name is too long for an archive.");
  const bytes = Buffer.alloc(block);
  bytes.write(name, 0);
  const fields = [
    octal(0o644, 8),
    octal(0, 8),
    octal(0, 8),
    octal(size, 12),
    octal(Math.floor(at.getTime() / 1000), 12),
  ];
  // The sum of all bytes counts its own place as spaces.
  bytes.write(`${fields.join("")}        0`, 100);
  bytes.write("ustar\u000000", 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return bytes;
}

/** What fills a file up to the next block. */
export const tarPadding = (size: number): Uint8Array => new Uint8Array((block - (size % block)) % block);

export const tarEnd: Uint8Array = new Uint8Array(2 * block);

export const tarSize = (sizes: readonly number[]): number =>
  sizes.reduce((total, size) => total + block + Math.ceil(size / block) * block, tarEnd.length);
