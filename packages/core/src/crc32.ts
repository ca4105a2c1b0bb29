/** CRC-32 (ISO-HDLC, as in zip and PNG) of the first `length` characters of an ASCII text, unsigned. */
export function crc32(text: string, length: number = text.length): number {
  let crc = -1
  for (let index = 0; index < length; index++) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ text.charCodeAt(index)) & 0xff] ?? 0)
  }
  return ~crc >>> 0
}

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})
