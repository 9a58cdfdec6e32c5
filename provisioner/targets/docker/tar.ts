/** A folder as the one entry of a POSIX ustar archive (IEEE Std 1003.1, pax): how an engine is told who owns it. */
export function folderArchive(folder: { name: string; uid: number; gid: number; mode: number }): Buffer {
  const header = Buffer.alloc(512)
  const octal = (value: number, at: number, width: number) =>
    header.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'ascii')
  header.write(`${folder.name}/`, 0, 100, 'ascii')
  octal(folder.mode, 100, 8)
  octal(folder.uid, 108, 8)
  octal(folder.gid, 116, 8)
  octal(0, 124, 12)
  octal(0, 136, 12)
  header.write('        ', 148, 'ascii')
  header.write('5', 156, 'ascii')
  header.write('ustar\0', 257, 'ascii')
  header.write('00', 263, 'ascii')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii')
  return Buffer.concat([header, Buffer.alloc(1024)])
}
