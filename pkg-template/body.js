// Bodies as a caller gives them to fetch or to an XMLHttpRequest. Told apart by their tags, since an object of another frame is
// of another class.

export const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

export const isBuffer = (data) => ArrayBuffer.isView(data) || tagOf(data) === "ArrayBuffer";

export const isDocument = (data) => /Document$/.test(tagOf(data));

const BODIES = /^(Blob|File|FormData|URLSearchParams|ReadableStream|(HTML|XML)?Document)$/;

// What is no body is text, converted once.
export const textOf = (data) => (data == null || isBuffer(data) || BODIES.test(tagOf(data)) ? data : `${data}`);

// What the page does to its body after it has sent it changes nothing.
export function copyOf(data) {
  if (data == null) return null;
  // Of one that was given away nothing is left.
  if (isBuffer(data)) return data.byteLength ? new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength).slice() : new Uint8Array();
  const tag = tagOf(data);
  if (tag === "URLSearchParams") return new URLSearchParams(data);
  if (isDocument(data)) return data.cloneNode(true);
  if (tag !== "FormData") return data;
  const copy = new FormData();
  for (const [name, value] of data) copy.append(name, value);
  return copy;
}
