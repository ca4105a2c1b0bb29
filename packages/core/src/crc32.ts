/** CRC-32 (ISO-HDLC, as in zip and PNG) of an ASCII text, as an unsigned number. */
export function crc32(text: string): number {
  let crc = CRC32_START
  for (let index = 0; index < text.length; index++) {
    crc = updateCrc32(crc, text.charCodeAt(index))
  }
  return finishCrc32(crc)
}

/** The running value before the first byte. */
export const CRC32_START = -1

/** The running value after one more byte, for callers that read the text anyway. */
export function updateCrc32(crc: number, byte: number): number {
  return (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0)
}

/** The checksum that a running value stands for, unsigned. */
export function finishCrc32(crc: number): number {
  return ~crc >>> 0
}

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})
