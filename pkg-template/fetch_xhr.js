// What jQuery takes for an XMLHttpRequest, and sends by `auth.fetch`: so it waits for a renewal, is sent once more after a 401,
// and follows a redirect only as the token may. It has what jQuery's transport uses and what `xhrFields` may hold; what fetch
// cannot do is left to the native one: synchronous requests, and a password in the URL.

// To jQuery a timeout and an abort are errors.
const EVENTS = ["readystatechange", "loadstart", "progress", "load", "error", "loadend"];
const [OPENED, HEADERS_RECEIVED, LOADING, DONE] = [1, 2, 3, 4];

// For jQuery's `xhr` option, which jQuery calls on the settings of the request as they have become: ours where the token may
// go, else what `previous` makes.
export function createXhrBy(auth, previous) {
  return function () {
    const { url, async, username } = this;
    const isOurs = async && username == null && auth.explain(url).listed;
    return isOurs ? new FetchXhr(auth.fetch) : previous.call(this);
  };
}

// An EventTarget, so that a listener's fault is reported as any other and stops nothing.
class FetchXhr extends EventTarget {
  readyState = 0;
  status = 0;
  statusText = "";
  responseURL = "";
  responseType = "";
  response = "";
  timeout = 0;
  withCredentials = false;

  #fetch;
  #method;
  #url;
  #sent = new Headers();
  #received = new Headers();
  #mimeType;
  #stop = new AbortController();

  constructor(fetch) {
    super();
    this.#fetch = fetch;
    for (const type of EVENTS) this.addEventListener(type, (event) => this[`on${type}`]?.(event));
  }

  open(method, url) {
    this.#method = method;
    this.#url = url;
    this.readyState = OPENED;
  }
  setRequestHeader(name, value) {
    this.#sent.append(name, value);
  }
  overrideMimeType(type) {
    this.#mimeType = type;
  }
  getResponseHeader(name) {
    return this.#received.get(name);
  }
  getAllResponseHeaders() {
    return [...this.#received].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  }
  abort() {
    this.#stop.abort();
  }
  get responseText() {
    return this.response;
  }

  send(body) {
    const { signal } = this.#stop;
    const credentials = this.withCredentials ? "include" : "same-origin";
    const init = { method: this.#method, headers: this.#sent, body: this.#toBody(body), credentials, signal };
    const timer = this.timeout > 0 && setTimeout(() => this.abort(), this.timeout);
    this.#tell("loadstart");
    this.#fetch(this.#url, init)
      .then((response) => this.#receive(response))
      .then(
        () => "load",
        (error) => this.#fail(error),
      )
      .then((type) => {
        clearTimeout(timer);
        this.#become(DONE);
        this.#tell(type);
        this.#tell("loadend");
      });
  }
  #toBody(body) {
    if (/^(GET|HEAD)$/.test(this.#method)) return undefined;
    if (!(body instanceof Document)) return body;
    if (!this.#sent.has("content-type")) this.#sent.set("content-type", "application/xml;charset=UTF-8");
    return new XMLSerializer().serializeToString(body);
  }

  async #receive(response) {
    const { url, status, statusText, headers } = response;
    [this.responseURL] = url.split("#");
    this.#received = headers;
    Object.assign(this, { status, statusText });
    this.#become(HEADERS_RECEIVED);
    this.response = await this.#convert(await this.#read(response));
  }
  async #read({ body, headers }) {
    const reader = body?.getReader();
    // The length is that of what travels.
    const total = headers.has("content-encoding") ? 0 : Number(headers.get("content-length"));
    const chunks = [];
    let loaded = 0;
    for (let next; reader && !(next = await reader.read()).done; ) {
      chunks.push(next.value);
      loaded += next.value.length;
      this.#become(LOADING);
      this.#tell("progress", { loaded, total, lengthComputable: total > 0 });
    }
    return new Blob(chunks, { type: this.#type() });
  }
  async #convert(blob) {
    if (this.responseType === "blob") return blob;
    const bytes = await blob.arrayBuffer();
    if (this.responseType === "arraybuffer") return bytes;
    if (this.responseType === "json") return parseJson(new TextDecoder().decode(bytes));
    const text = decoderOf(this.#type()).decode(bytes);
    return this.responseType === "document" ? parseDocument(text, this.#type()) : text;
  }
  #type() {
    return this.#mimeType ?? this.#received.get("content-type") ?? "text/xml";
  }

  // To jQuery a status below 0 is a transport that threw: the error itself reaches the caller as `errorThrown`, unless it is the
  // network's, of which XMLHttpRequest says nothing, or the caller's own abort.
  #fail(error) {
    const isNative = this.#stop.signal.aborted || error?.name === "TypeError";
    this.#received = new Headers();
    Object.assign(this, { status: isNative ? 0 : -1, statusText: isNative ? "" : error, response: "", responseURL: "" });
    return "error";
  }

  #become(readyState) {
    this.readyState = readyState;
    this.dispatchEvent(new Event("readystatechange"));
  }
  #tell(type, progress) {
    this.dispatchEvent(new ProgressEvent(type, progress));
  }
}

function decoderOf(type) {
  try {
    return new TextDecoder(/;\s*charset="?([^\s;"]+)/i.exec(type)[1]);
  } catch {
    return new TextDecoder();
  }
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function parseDocument(text, type) {
  const [, essence] = /^\s*([^\s;]*)/.exec(type.toLowerCase());
  if (essence !== "text/html" && !/[/+]xml$/.test(essence)) return null;
  const parsed = new DOMParser().parseFromString(text, essence === "text/html" ? essence : "application/xml");
  return parsed.querySelector("parsererror") ? null : parsed;
}
