// Writes down all that a page can see of an XMLHttpRequest, at every event.

const EVENTS = ["loadstart", "progress", "load", "error", "abort", "timeout", "loadend"];

export function createLog(id) {
  const lines = [];
  const plain = (text) => `${text}`.replaceAll(id, "ID").replace(/:\d{4,5}\b/g, ":PORT");

  const look = (xhr, name) => {
    try {
      return xhr[name];
    } catch (error) {
      return error.name;
    }
  };
  const sizeOf = (value) => {
    if (value === null || value === undefined) return `${value}`;
    if (typeof value === "string") return `text ${value.length}`;
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    const size = value.size ?? value.byteLength ?? (kind.endsWith("Document") ? value.documentElement?.outerHTML : JSON.stringify(value));
    return `${kind} ${size} ${value.type ?? ""} ${value.constructor === globalThis[kind]}`;
  };
  const state = (xhr) =>
    [
      xhr.readyState,
      look(xhr, "status"),
      JSON.stringify(look(xhr, "statusText")),
      sizeOf(look(xhr, "response")),
      look(xhr, "responseText")?.length,
      sizeOf(look(xhr, "responseXML")),
      look(xhr, "status") && look(xhr, "responseURL"),
      JSON.stringify(xhr.getAllResponseHeaders()),
      look(xhr, "status") && xhr.getResponseHeader("content-length"),
      xhr.timeout,
      xhr.withCredentials,
      xhr.responseType,
    ].join(" | ");

  return {
    write: (line) => lines.push(plain(line)),
    listen(xhr, { isHandler, isCapturing, hasUpload }, isForm, onEvent) {
      const listenTo = (target, name, types) => {
        for (const type of types) {
          const listener = function (event) {
            const { isTrusted, loaded, total, lengthComputable, bubbles, cancelable, eventPhase } = event;
            const isRight = event.target === target && event.currentTarget === target && this === target;
            // WebKit has a name of its own for its own.
            const kind = event.constructor.name.replace(/^XMLHttpRequest/, "");
            const measures = [isForm && target !== xhr ? "" : [loaded, total], lengthComputable, bubbles, cancelable, eventPhase, isRight, kind].join(" ");
            const key = `${name} ${type}`;
            lines.push({ key, measures: `${key} ${measures}`, state: xhr.readyState, isTrusted, text: plain(`${key} ${measures} | ${state(xhr)}`) });
            if (target === xhr) onEvent(event);
          };
          if (isHandler) target[`on${type}`] = listener;
          else target.addEventListener(type, listener, Boolean(isCapturing));
        }
      };
      listenTo(xhr, "xhr", ["readystatechange", ...EVENTS]);
      if (hasUpload) listenTo(xhr.upload, "upload", EVENTS);
    },
    /**
     * How often the browser tells of progress, how much has come by then, and whether it says so before or after it is done, is a
     * matter of its clock: only the last of it counts, wherever it is.
     */
    lines() {
      const told = [];
      let progress;
      for (const line of lines) {
        const last = told.at(-1);
        if (line.key === "xhr progress") progress = { ...line, text: line.measures };
        else if (line.key === "upload progress" && last?.key === line.key) told[told.length - 1] = line;
        else if (line.key !== "xhr readystatechange" || line.state !== 3) told.push(line);
        else if (last?.state !== 3) told.push({ ...line, text: `${line.measures} | 3` });
      }
      if (progress) told.push(progress);
      return told.map((line) => (typeof line === "string" ? line : `${line.isTrusted ? "" : "untrusted "}${line.text}`));
    },
  };
}
