// An archive such as a photographer gives, without a library: its files stored as they are.
import { crc32 } from "node:zlib";

const head = (signature, length, write) => {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(signature, 0);
  write(bytes);
  return bytes;
};

/** A ZIP of `[[name, bytes], …]` (APPNOTE 6.3, method 0). */
export function zip(files) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, bytes] of files) {
    const path = Buffer.from(name);
    const common = (to, from) => {
      to.writeUInt16LE(20, from);
      to.writeUInt32LE(crc32(bytes), from + 10);
      to.writeUInt32LE(bytes.length, from + 14);
      to.writeUInt32LE(bytes.length, from + 18);
      to.writeUInt16LE(path.length, from + 22);
    };
    parts.push(head(0x04034b50, 30, (to) => common(to, 4)), path, bytes);
    directory.push(head(0x02014b50, 46, (to) => {
      to.writeUInt16LE(20, 4);
      common(to, 6);
      to.writeUInt32LE(at, 42);
    }), path);
    at += 30 + path.length + bytes.length;
  }
  const index = Buffer.concat(directory);
  const end = head(0x06054b50, 22, (to) => {
    to.writeUInt16LE(files.length, 8);
    to.writeUInt16LE(files.length, 10);
    to.writeUInt32LE(index.length, 12);
    to.writeUInt32LE(at, 16);
  });
  return Buffer.concat([...parts, index, end]);
}
